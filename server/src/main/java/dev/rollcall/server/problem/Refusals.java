package dev.rollcall.server.problem;

import dev.rollcall.common.protocol.Refused;
import java.time.Duration;
import java.util.Optional;

/** Problems in the words of the conversation with agents. */
public final class Refusals {

    private Refusals() {}

    public static Refused of(ProblemCode code) {
        return new Refused(code.word(), code.reaction(), Optional.empty(), code.sentence());
    }

    /**
     * @param retryAfter how long the agent waits before it comes back
     */
    public static Refused of(ProblemCode code, Duration retryAfter) {
        return new Refused(code.word(), code.reaction(), Optional.of(retryAfter), code.sentence());
    }
}
