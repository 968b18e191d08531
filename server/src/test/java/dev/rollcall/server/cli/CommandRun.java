package dev.rollcall.server.cli;

import dev.rollcall.server.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** One run of the command as a shell sees it. */
public record CommandRun(int code, String out, String err) {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    public static CommandRun of(Path home, String... arguments) {
        return of(home, Map.of(), arguments);
    }

    /** At a time of its own. */
    static CommandRun of(Path home, InstantSource clock, String... arguments) {
        return of(home, Map.of(), clock, arguments);
    }

    static CommandRun of(Path home, Map<String, String> environment, String... arguments) {
        return of(home, environment, InstantSource.fixed(NOW), arguments);
    }

    private static CommandRun of(
            Path home, Map<String, String> environment, InstantSource clock, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var variables = new java.util.HashMap<>(environment);
        variables.putIfAbsent("HOME", home.toString());
        int code = Commands.line(terminal(out, err, variables, clock)).execute(arguments);
        return new CommandRun(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The specification of every command that does something. */
    static List<CommandSpec> every() {
        return leaves(
                        Commands.line(
                                terminal(
                                        new ByteArrayOutputStream(),
                                        new ByteArrayOutputStream(),
                                        Map.of())))
                .toList();
    }

    private static Stream<CommandSpec> leaves(CommandLine line) {
        return line.getSubcommands().isEmpty()
                ? Stream.of(line.getCommandSpec())
                : line.getSubcommands().values().stream().flatMap(CommandRun::leaves);
    }

    /** Where nobody looks. */
    static Terminal terminalFor(Path home) {
        return terminal(
                new ByteArrayOutputStream(),
                new ByteArrayOutputStream(),
                Map.of("HOME", home.toString()));
    }

    public static Terminal terminal(
            ByteArrayOutputStream out, ByteArrayOutputStream err, Map<String, String> environment) {
        return terminal(out, err, environment, InstantSource.fixed(NOW));
    }

    private static Terminal terminal(
            ByteArrayOutputStream out,
            ByteArrayOutputStream err,
            Map<String, String> environment,
            InstantSource clock) {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                false,
                environment,
                ZoneOffset.UTC,
                clock);
    }
}
