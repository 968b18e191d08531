package dev.rollcall.server.cli.job;

import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Terminal;
import java.time.Duration;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * Follows a job until there is nothing more to wait for: a bar on a terminal, else lines of counts.
 */
final class JobWatch {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Terminal terminal;
    private final Duration pause;

    JobWatch(Terminal terminal) {
        this(terminal, PAUSE);
    }

    JobWatch(Terminal terminal, Duration pause) {
        this.terminal = terminal;
        this.pause = pause;
    }

    /** The last answer. @param ask how the job stands now */
    JsonNode follow(Supplier<JsonNode> ask) {
        var said = "";
        while (true) {
            var shown = ask.get();
            var line = terminal.interactive() ? JobWords.bar(shown) : JobWords.line(shown);
            if (!line.equals(said)) {
                say(line, said);
                said = line;
            }
            if (JobWords.settled(shown)) {
                if (terminal.interactive()) {
                    terminal.err().println();
                }
                JobWords.goesOn(shown).ifPresent(terminal::remark);
                return shown;
            }
            rest();
        }
    }

    private void say(String line, String before) {
        if (terminal.interactive()) {
            // written over what stood there
            int left = before.codePointCount(0, before.length());
            int now = line.codePointCount(0, line.length());
            terminal.err().print("\r" + line + " ".repeat(Math.max(0, left - now)));
            terminal.err().flush();
        } else {
            terminal.remark(line);
        }
    }

    private void rest() {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.PARTIAL, "interrupted; the job goes on");
        }
    }
}
