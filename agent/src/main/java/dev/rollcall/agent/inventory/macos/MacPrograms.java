package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** Runs the programs of macOS that the inventory is read from. Safe for use by many threads. */
final class MacPrograms {

    /** For the short ones. */
    static final Duration LIMIT = Duration.ofSeconds(8);

    /** Below the limit of a section. */
    static final Duration PROFILER_LIMIT = Duration.ofSeconds(25);

    static final int MAX_OUTPUT = 8 * 1024 * 1024;

    private final Programs programs;

    MacPrograms(Programs programs) {
        this.programs = programs;
    }

    /** What a program printed, whatever it ended with; empty where it is missing or hung. */
    Optional<String> printed(String... command) throws IOException, InterruptedException {
        return programs.run(List.of(command), LIMIT, MAX_OUTPUT)
                .filter(result -> !result.timedOut() && !result.cut())
                .map(ProgramResult::output);
    }

    /** What a program printed on either of its streams; empty where it is missing or hung. */
    Optional<String> everything(String... command) throws IOException, InterruptedException {
        return programs.run(List.of(command), LIMIT, MAX_OUTPUT)
                .filter(result -> !result.timedOut() && !result.cut())
                .map(result -> result.output() + "\n" + result.errors());
    }

    /** What a program printed that ended well. */
    Optional<String> output(String... command) throws IOException, InterruptedException {
        return programs.run(List.of(command), LIMIT, MAX_OUTPUT)
                .filter(ProgramResult::succeeded)
                .map(ProgramResult::output);
    }

    /** What system_profiler says of these kinds of things. */
    Fields profile(String... types) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("system_profiler", "-json", "-timeout", "20"));
        command.addAll(List.of(types));
        var result =
                programs.run(command, PROFILER_LIMIT, MAX_OUTPUT)
                        .orElseThrow(() -> new IOException("there is no system_profiler"));
        if (!result.succeeded()) {
            throw new IOException(
                    result.timedOut()
                            ? "system_profiler took too long and was stopped"
                            : "system_profiler failed");
        }
        return parse(result.output());
    }

    static Fields parse(String output) throws IOException {
        try {
            var tree = Json.wire().readTree(output);
            if (!tree.isObject()) {
                throw new IOException("system_profiler printed nothing that makes sense");
            }
            return new Fields(tree);
        } catch (JacksonException e) {
            throw new IOException("system_profiler printed nothing that makes sense", e);
        }
    }
}
