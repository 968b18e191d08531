package dev.rollcall.agent.platform;

import java.util.Objects;

/**
 * How a program ended.
 *
 * @param exit code; meaningless when it timed out
 * @param output its standard output, at most as much as was asked for
 * @param errors the first of its standard error
 * @param timedOut whether it was killed for taking too long
 * @param cut whether output was longer than was asked for
 */
public record ProgramResult(int exit, String output, String errors, boolean timedOut, boolean cut) {

    public ProgramResult {
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(errors, "errors");
    }

    /** Ended by itself with exit code 0 and its whole output. */
    public boolean succeeded() {
        return exit == 0 && !timedOut && !cut;
    }
}
