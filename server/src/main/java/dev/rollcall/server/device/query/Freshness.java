package dev.rollcall.server.device.query;

import java.time.Duration;
import java.time.Instant;

/** How old a fact may be and still count. The same everywhere: lists, checks, exports. */
public final class Freshness {

    /** A fact that was collected longer ago is stale. */
    public static final Duration WITHIN = Duration.ofDays(7);

    private Freshness() {}

    public static boolean counts(Instant collectedAt, Instant now) {
        return !collectedAt.isBefore(oldest(now));
    }

    /** The earliest collection that counts. */
    static Instant oldest(Instant now) {
        return now.minus(WITHIN);
    }
}
