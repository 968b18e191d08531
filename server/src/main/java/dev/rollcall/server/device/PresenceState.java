package dev.rollcall.server.device;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How present a device is: calculated when it is asked for, never stored. */
public enum PresenceState {
    /** It missed no check-in worth speaking of. */
    SEEN,
    /** It is away: over night, over a weekend, off. */
    LATE,
    /** Longer than a device in use is away. */
    MISSING;

    /** Since the last check-in, until which a device is seen: two check-ins and some minutes. */
    public static final Duration SEEN_WITHIN = Duration.ofMinutes(35);

    /** Since the last check-in, until which a device is late. */
    public static final Duration LATE_WITHIN = Duration.ofDays(7);

    public static PresenceState of(Instant lastCheckIn, Instant now) {
        if (!lastCheckIn.plus(SEEN_WITHIN).isBefore(now)) {
            return SEEN;
        }
        return lastCheckIn.plus(LATE_WITHIN).isBefore(now) ? MISSING : LATE;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
