package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs a script of ours in the PowerShell that comes with Windows. The script goes in the command
 * line, in the open: no file that another could change, nothing encoded that a virus scanner would
 * have to distrust.
 */
final class PowerShell {

    /** Below the limit of a section, so that what was answered by then is not lost with it. */
    static final Duration LIMIT = Duration.ofSeconds(25);

    /** What every script begins with. */
    static final String ANSWERS = "answers.ps1";

    static final int MAX_OUTPUT = 4 * 1024 * 1024;

    private final Programs programs;

    PowerShell(Programs programs) {
        this.programs = programs;
    }

    /** What a script of this package's resources answered until it ended or was stopped. */
    WindowsFacts run(String script) throws IOException, InterruptedException {
        var command =
                List.of(
                        "powershell.exe",
                        "-NoLogo",
                        "-NoProfile",
                        "-NonInteractive",
                        "-Command",
                        text(ANSWERS) + text(script));
        var result =
                programs.run(command, LIMIT, MAX_OUTPUT)
                        .orElseThrow(() -> new IOException("there is no PowerShell"));
        return WindowsFacts.parse(result.output(), ending(result));
    }

    /**
     * How it ended by itself, where that was not well: rules for applications may forbid it, or
     * what the script does. The line is the system's own, in its language.
     */
    static Optional<String> ending(ProgramResult result) {
        if (result.timedOut()) {
            return Optional.empty();
        }
        if (result.cut()) {
            return Optional.of("PowerShell printed more than is read");
        }
        if (result.exit() == 0) {
            return Optional.empty();
        }
        var why = result.errors().lines().flatMap(line -> Clean.text(line).stream()).findFirst();
        return Optional.of(
                "PowerShell ended with " + result.exit() + why.map(line -> ": " + line).orElse(""));
    }

    static String text(String script) {
        try (var in = PowerShell.class.getResourceAsStream(script)) {
            return new String(
                    Objects.requireNonNull(in, script).readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own resource cannot be read", e);
        }
    }
}
