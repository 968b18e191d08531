package dev.rollcall.server.pki.rollover;

import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.pki.rollover.Dependents.Holding;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * For whom a step waits.
 *
 * @param seenWithin devices that were not seen for longer are not waited for
 * @param evenIf how many devices, exactly, may be left behind
 */
public record Patience(Duration seenWithin, Optional<Long> evenIf) {

    /** A school year and the summer after it: who comes back by itself is waited for. */
    public static final Duration USUAL = Duration.ofDays(400);

    /** Longer than any device was enrolled. */
    private static final Duration EVER = Duration.ofDays(36_500);

    public Patience {
        Objects.requireNonNull(seenWithin, "seenWithin");
        Objects.requireNonNull(evenIf, "evenIf");
    }

    /** Waits for every device that may come back by itself. */
    public static Patience usual() {
        return new Patience(USUAL, Optional.empty());
    }

    /** Waits for devices that sleep as well. */
    Patience withEverybody() {
        return new Patience(EVER, evenIf);
    }

    /**
     * Refuses while devices lack what they need, unless their number was named.
     *
     * @param what such as {@code the next order key}
     * @return how many are left behind
     */
    long require(Holding holding, String what) {
        if (holding.lacking() == 0 || evenIf.equals(Optional.of(holding.lacking()))) {
            return holding.lacking();
        }
        var names = String.join(", ", holding.first());
        throw new PkiException(
                ("%s%s hold%s no trust bundle that names %s: %s%s. Let the server run until"
                                + " they have checked in, or leave them behind with --even-if %d%s")
                        .formatted(
                                count(holding.lacking()),
                                seenWithin.equals(EVER)
                                        ? ""
                                        : " seen in the last %d days"
                                                .formatted(seenWithin.toDays()),
                                holding.lacking() == 1 ? "s" : "",
                                what,
                                names,
                                holding.lacking() > holding.first().size() ? ", ..." : "",
                                holding.lacking(),
                                holding.away() == 0
                                        ? ""
                                        : " (and %d not seen for longer lack it too)"
                                                .formatted(holding.away())));
    }

    private static String count(long devices) {
        return devices == 1 ? "1 device" : devices + " devices";
    }
}
