package dev.rollcall.simulator.process;

import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Runs one of our commands to its end, as a person would, and keeps what it answered. */
public final class CommandLine {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<String> prefix;
    private final Map<String, String> environment;

    /**
     * @param prefix the program, and arguments that every call begins with
     */
    public CommandLine(List<String> prefix, Map<String, String> environment) {
        this.prefix = List.copyOf(prefix);
        this.environment = Map.copyOf(environment);
    }

    public Map<String, String> environment() {
        return environment;
    }

    /** What a call answered. */
    public record Answer(int exit, String output, String errors) {

        public String both() {
            return (output + errors).strip();
        }
    }

    /** Runs it; any exit status is an answer. */
    public Answer run(String... arguments) {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(arguments));
        try {
            var output = Files.createTempFile("rollcall-out", "");
            var errors = Files.createTempFile("rollcall-err", "");
            var builder =
                    new ProcessBuilder(command)
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectOutput(output.toFile())
                            .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " did not end");
            }
            var answer = new Answer(process.exitValue(), text(output), text(errors));
            Files.delete(output);
            Files.delete(errors);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs it and expects success. */
    public String ok(String... arguments) {
        var answer = run(arguments);
        if (answer.exit() != 0) {
            throw new IllegalStateException(
                    String.join(" ", arguments)
                            + " ended with "
                            + answer.exit()
                            + ": "
                            + answer.both());
        }
        return answer.output();
    }

    /** Runs it with {@code --json}, expects success, and reads the document it printed. */
    public JsonNode json(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        return Json.strict().readTree(ok(all.toArray(String[]::new)));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
