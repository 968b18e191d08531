package dev.rollcall.agent.checkin;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Where the conversation's thread is kept between sessions and restarts. */
public interface Memory {

    /**
     * What must not be forgotten.
     *
     * @param continuation of the last reply
     * @param floor the last time an authenticated server told
     */
    record Remembered(Optional<String> continuation, Instant floor) {

        public Remembered {
            Objects.requireNonNull(continuation, "continuation");
            Objects.requireNonNull(floor, "floor");
        }
    }

    /** What the last reply brought; empty before the first. */
    Optional<Remembered> recall();

    /** Durable when it returns. */
    void keep(Remembered remembered);
}
