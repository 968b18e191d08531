package dev.rollcall.common.job;

import dev.rollcall.common.id.RunId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What an agent reports of a run, until the server has recorded it. Output follows in {@code
 * run-output} messages.
 *
 * @param run which
 * @param outcome how it ended
 * @param exitCode of the process, where there was one
 * @param message one line: the reason, or the last line printed; at most 500 characters
 * @param took how long it ran
 * @param age since it ended, by the agent's clock; absent when the device restarted since
 * @param outputTotal bytes the run printed, of which at most head and tail are kept
 * @param outputKept bytes that will follow as run output
 */
public record RunOutcome(
        RunId run,
        Outcome outcome,
        Optional<Integer> exitCode,
        String message,
        Duration took,
        Optional<Duration> age,
        long outputTotal,
        int outputKept) {

    public static final int MAX_MESSAGE = 500;

    public RunOutcome {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(outcome, "outcome");
        exitCode = Objects.requireNonNullElse(exitCode, Optional.empty());
        message = Objects.requireNonNullElse(message, "");
        message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
        took = Objects.requireNonNullElse(took, Duration.ZERO);
        age = Objects.requireNonNullElse(age, Optional.empty());
        if (outputTotal < 0 || outputKept < 0) {
            throw new IllegalArgumentException("output sizes are negative");
        }
    }

    /** An outcome without a process behind it. */
    public static RunOutcome without(RunId run, Outcome outcome, String message) {
        return new RunOutcome(
                run, outcome, Optional.empty(), message, Duration.ZERO, Optional.empty(), 0, 0);
    }
}
