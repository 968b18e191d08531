package dev.rollcall.agent.weight;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What the agent's process, and what it started beside jobs, used in one window of time.
 *
 * @param window how long it was
 * @param processor what it used of all processors
 * @param resident bytes at its end; absent where the system does not tell
 * @param ofFiles of these, what was only read from files and can be read again
 */
record Usage(Duration window, Duration processor, Optional<Long> resident, Optional<Long> ofFiles) {

    Usage {
        Objects.requireNonNull(processor, "processor");
        Objects.requireNonNull(resident, "resident");
        Objects.requireNonNull(ofFiles, "ofFiles");
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("a window takes time");
        }
    }

    /** Thousandths of one processor. */
    int processorPermille() {
        long permille = processor.toNanos() / Math.max(1, window.toNanos() / 1000);
        return Math.clamp(permille, 0, Integer.MAX_VALUE);
    }
}
