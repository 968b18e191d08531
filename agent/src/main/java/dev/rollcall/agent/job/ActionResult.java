package dev.rollcall.agent.job;

import dev.rollcall.common.job.Outcome;
import java.util.Optional;

/**
 * How carrying out an action ended.
 *
 * @param exitCode of the process, where there was one that ended by itself
 * @param message one line
 */
public record ActionResult(
        Outcome outcome, Optional<Integer> exitCode, String message, KeptOutput output) {

    /** A result without a process behind it. */
    public static ActionResult without(Outcome outcome, String message) {
        return new ActionResult(outcome, Optional.empty(), message, KeptOutput.NONE);
    }
}
