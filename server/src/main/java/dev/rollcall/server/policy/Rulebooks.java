package dev.rollcall.server.policy;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.Installation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * The rulebook of each district, in memory and checked against the database's versions once a
 * second at most. Belongs to the writer, whose commands see each other's changes in order.
 */
final class Rulebooks {

    /** A book with the versions it was read at. */
    record Edition(Rulebook book, Versions versions) {}

    /**
     * What a book depends on.
     *
     * @param generation of the policies, the database's epoch in front, so that it rises even when
     *     an older backup is restored
     */
    record Versions(long generation, long tree) {}

    private record Seen(Edition edition, Instant checked) {}

    private static final Duration TRUSTED = Duration.ofSeconds(1);
    private static final long GENERATIONS_PER_EPOCH = 1_000_000_000L;

    private final Units units;
    private final InstantSource clock;
    private final Map<DistrictId, Seen> seen = new ConcurrentHashMap<>();

    Rulebooks(Units units, InstantSource clock) {
        this.units = units;
        this.clock = clock;
    }

    /** From memory where that is still right. */
    Edition current(Handle handle, DistrictId district) {
        var now = clock.instant();
        var known = seen.get(district);
        if (known != null
                && now.isBefore(known.checked().plus(TRUSTED))
                && !now.isBefore(known.checked())) {
            return known.edition();
        }
        var versions = versions(handle, district);
        var edition =
                known != null && known.edition().versions().equals(versions)
                        ? known.edition()
                        : new Edition(read(handle, district), versions);
        seen.put(district, new Seen(edition, now));
        return edition;
    }

    /** As the transaction sees it. */
    Rulebook read(Handle handle, DistrictId district) {
        return new Rulebook(units.tree(handle, district), PolicyStore.assigned(handle, district));
    }

    /** After a change, in the same transaction. */
    void forget(DistrictId district) {
        seen.remove(district);
    }

    private static Versions versions(Handle handle, DistrictId district) {
        long epoch = Installation.epoch(handle).orElse(1L);
        return handle.createQuery(
                        """
                        SELECT d.version AS tree, COALESCE(g.generation, 0) AS generation
                        FROM org_district d LEFT JOIN policy_generation g ON g.district_id = d.id
                        WHERE d.id = :district
                        """)
                .bind("district", district)
                .map((row, c) ->
                        new Versions(
                                epoch * GENERATIONS_PER_EPOCH + row.getLong("generation"),
                                row.getLong("tree")))
                .one();
    }
}
