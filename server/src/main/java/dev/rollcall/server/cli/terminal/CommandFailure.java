package dev.rollcall.server.cli.terminal;

import java.util.Objects;

/** A command ends here, with one line for the person who typed it. */
public final class CommandFailure extends RuntimeException {

    private final ExitCode code;

    public CommandFailure(ExitCode code, String line) {
        super(Objects.requireNonNull(line, "line"), null, false, false);
        this.code = code;
    }

    public ExitCode code() {
        return code;
    }

    public String line() {
        return Objects.requireNonNullElse(getMessage(), code.sentence());
    }
}
