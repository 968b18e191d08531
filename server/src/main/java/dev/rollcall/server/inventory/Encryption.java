package dev.rollcall.server.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a device as a whole is encrypted, as far as is known at an instant.
 *
 * @param collectedAt when the device last said so, before or after that instant
 */
public record Encryption(State state, Optional<Instant> collectedAt) {

    /** After which what a device said counts as stale. */
    public static final Duration STALE_AFTER = Duration.ofDays(7);

    /** Stale and unknown are answers of their own and never count as good. */
    public enum State {
        YES,
        NO,
        UNKNOWN,
        STALE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param verdict of the volumes section that held at the instant
     * @param collectedAt when that section was last collected and still the same
     */
    static Encryption of(
            Optional<String> verdict,
            Optional<Instant> collectedAt,
            Instant at,
            Duration staleAfter) {
        if (verdict.isEmpty() || collectedAt.isEmpty()) {
            return new Encryption(State.UNKNOWN, collectedAt);
        }
        if (collectedAt.get().plus(staleAfter).isBefore(at)) {
            return new Encryption(State.STALE, collectedAt);
        }
        return new Encryption(State.valueOf(verdict.get()), collectedAt);
    }
}
