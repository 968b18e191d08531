package dev.rollcall.server.inventory;

import java.time.Instant;
import java.util.Optional;

/**
 * When a section was collected, as far as was known at an instant. A section that stays the same is
 * collected again and again and only the last time is kept: of what came after the instant nothing
 * counts that a check-in had not brought by then. Pure.
 */
public final class CollectedAt {

    private CollectedAt() {}

    /**
     * @param kept the time that is kept, before or after the instant
     * @param lastCheckIn at or before the instant
     */
    public static Instant knownBy(Optional<Instant> lastCheckIn, Instant kept) {
        return lastCheckIn.filter(kept::isAfter).orElse(kept);
    }
}
