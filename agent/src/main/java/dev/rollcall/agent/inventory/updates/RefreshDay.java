package dev.rollcall.agent.inventory.updates;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When a device last looked for updates, as its section says it: to the day (UTC), so that machines
 * that are alike say the same, and one says something new once a day at most.
 */
public final class RefreshDay {

    private RefreshDay() {}

    public static Optional<Instant> of(Optional<Instant> refreshed) {
        return refreshed.map(at -> at.truncatedTo(ChronoUnit.DAYS));
    }
}
