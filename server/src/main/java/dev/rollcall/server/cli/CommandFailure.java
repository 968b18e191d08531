package dev.rollcall.server.cli;

import java.util.Objects;

/** A command ends here, with one line for the person who typed it. */
final class CommandFailure extends RuntimeException {

    private final ExitCode code;

    CommandFailure(ExitCode code, String line) {
        super(Objects.requireNonNull(line, "line"), null, false, false);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }

    String line() {
        return Objects.requireNonNullElse(getMessage(), code.sentence());
    }
}
