package dev.rollcall.server.cli.job;

import dev.rollcall.common.job.Action;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Lengths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** What a job is to do, as it is typed: exactly one action. */
final class ActionOptions {

    @ArgGroup(exclusive = true, multiplicity = "1")
    Which which = new Which();

    @Option(
            names = "--interpreter",
            paramLabel = "NAME",
            defaultValue = "sh",
            description = "Of the script: sh, bash or python3 (${DEFAULT-VALUE}).")
    String interpreter = "";

    @Option(
            names = "--timeout",
            paramLabel = "LENGTH",
            defaultValue = "10m",
            description = "After which the script is killed (${DEFAULT-VALUE}).")
    String timeout = "";

    @Option(
            names = "--repeatable",
            description = "The script may run again after an interruption whose end nobody saw.")
    boolean repeatable;

    /** One of them. */
    static final class Which {

        @Option(
                names = "--script",
                paramLabel = "FILE",
                description = "Run this file's text as root.")
        Optional<Path> script = Optional.empty();

        @Option(
                names = "--restart-service",
                paramLabel = "NAME",
                description = "Restart a service, such as cups.service.")
        Optional<String> service = Optional.empty();

        @Option(names = "--collect-inventory", description = "Collect the whole inventory anew.")
        boolean inventory;
    }

    /** As the API reads it. */
    JsonNode json() {
        // by itself: inside a map its type would not be written
        return Json.wire().valueToTree(action());
    }

    private Action action() {
        try {
            if (which.script.isPresent()) {
                return new Action.RunScript(
                        interpreter,
                        Files.readString(which.script.get()),
                        Lengths.parse(timeout),
                        repeatable);
            }
            return which.service
                    .<Action>map(Action.RestartService::new)
                    .orElseGet(Action.CollectInventory::new);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "cannot read the script " + which.script.orElseThrow());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, e.getMessage() == null ? "a value is wrong" : e.getMessage());
        }
    }
}
