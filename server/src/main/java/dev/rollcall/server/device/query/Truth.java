package dev.rollcall.server.device.query;

import java.util.Locale;

/**
 * Whether something holds for a device, as far as is known. Kleene's logic with two reasons for not
 * knowing: nothing was ever reported, or what was reported is too old to count.
 */
public enum Truth {
    NO,
    STALE,
    UNKNOWN,
    YES;

    public static Truth of(boolean holds) {
        return holds ? YES : NO;
    }

    /** No beats all; of the two reasons for not knowing, unknown is the one told. */
    public Truth and(Truth other) {
        if (this == NO || other == NO) {
            return NO;
        }
        if (this == UNKNOWN || other == UNKNOWN) {
            return UNKNOWN;
        }
        return this == STALE || other == STALE ? STALE : YES;
    }

    /** Yes beats all; of the two reasons for not knowing, unknown is the one told. */
    public Truth or(Truth other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** Swaps yes and no; not knowing stays what it is. */
    public Truth not() {
        return switch (this) {
            case NO -> YES;
            case STALE -> STALE;
            case UNKNOWN -> UNKNOWN;
            case YES -> NO;
        };
    }

    /** The word in answers: yes, no, unknown, stale. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
