package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DeviceId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much news one device may tell in a day (UTC): far more than any in order has, and little
 * enough that one that goes wrong, or means harm, fills no disk and no memory with its past.
 * Counted since the server started. Safe for use by many threads.
 */
final class Allowance {

    private static final Logger LOG = LoggerFactory.getLogger(Allowance.class);

    /** Reports of sections: an hourly one, and one for every change of policy and every job. */
    static final int MOST_REPORTS = 500;

    /** Characters of bodies that nobody sent before; a whole inventory has half a million. */
    static final long MOST_CHARACTERS = 64L * 1024 * 1024;

    private record Spent(int reports, long characters) {

        static final Spent NOTHING = new Spent(0, 0);

        Spent plus(int more, long moreCharacters) {
            return new Spent(reports + more, characters + moreCharacters);
        }
    }

    private final ConcurrentHashMap<DeviceId, Spent> spent = new ConcurrentHashMap<>();
    private volatile LocalDate day = LocalDate.EPOCH;

    /** Whether a device may report its sections once more. */
    boolean takesReport(DeviceId device, Instant now) {
        int reports = spend(device, 1, 0, now).reports();
        if (reports == MOST_REPORTS + 1) {
            LOG.warn("a device reports too often, no more is recorded today device={}", device);
        }
        return reports <= MOST_REPORTS;
    }

    /** Whether a device may send so much more. */
    boolean takesBody(DeviceId device, long characters, Instant now) {
        long all = spend(device, 0, characters, now).characters();
        if (all > MOST_CHARACTERS && all - characters <= MOST_CHARACTERS) {
            LOG.warn("a device sends too much, no more is taken today device={}", device);
        }
        return all <= MOST_CHARACTERS;
    }

    private Spent spend(DeviceId device, int reports, long characters, Instant now) {
        var today = now.atZone(ZoneOffset.UTC).toLocalDate();
        if (!today.equals(day)) {
            day = today;
            spent.clear();
        }
        return spent.compute(
                device,
                (_, before) -> (before == null ? Spent.NOTHING : before).plus(reports, characters));
    }
}
