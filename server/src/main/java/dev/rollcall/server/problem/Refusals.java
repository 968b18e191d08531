package dev.rollcall.server.problem;

import dev.rollcall.common.protocol.Refused;
import java.time.Duration;
import java.util.Optional;

/** Problems in the words of the conversation with agents. */
public final class Refusals {

    /** Of a detail; it may repeat what was sent. */
    private static final int LONGEST = 240;

    private Refusals() {}

    /** With the problem's own detail, on one line. */
    public static Refused of(Problem problem) {
        var code = problem.code();
        return new Refused(
                code.word(), code.reaction(), Optional.empty(), line(problem.detail(), code));
    }

    /**
     * For a fault, of which nothing is told.
     *
     * @param reference that the log has beside the fault
     */
    public static Refused internal(String reference) {
        var code = ProblemCode.INTERNAL;
        return new Refused(
                code.word(),
                code.reaction(),
                Optional.empty(),
                code.sentence() + " Reference: " + reference);
    }

    public static Refused of(ProblemCode code) {
        return new Refused(code.word(), code.reaction(), Optional.empty(), code.sentence());
    }

    /**
     * @param retryAfter how long the agent waits before it comes back
     */
    public static Refused of(ProblemCode code, Duration retryAfter) {
        return new Refused(code.word(), code.reaction(), Optional.of(retryAfter), code.sentence());
    }

    private static String line(String detail, ProblemCode code) {
        var plain = detail.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\s]+", " ").strip();
        if (plain.isEmpty()) {
            return code.sentence();
        }
        return plain.length() > LONGEST ? plain.substring(0, LONGEST).strip() + "..." : plain;
    }
}
