package dev.rollcall.server.server;

import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.storage.Database;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a server starts with this clock. One that is far behind what was recorded would say so in
 * orders, certificates and the audit trail; agents never go back with it and refuse its orders.
 */
public enum ClockCheck {
    /** What was recorded counts. */
    BY_RECORDS,
    /** An operator says that the clock is right, and was wrong when things were recorded. */
    OVERRIDDEN;

    /** Clocks that are set right by so much are nobody's concern. */
    static final Duration TOLERATED = Duration.ofDays(1);

    void check(Database database, Instant now) {
        if (this == OVERRIDDEN) {
            return;
        }
        database.read(AuditLog::newest)
                .filter(newest -> now.plus(TOLERATED).isBefore(newest))
                .ifPresent(newest -> {
                    throw new ClockBehindException(now, newest);
                });
    }
}
