package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Removes bodies that no section, past or present, refers to, in small steps beside the writer's
 * other work. Safe for use by many threads.
 */
public final class Sweep {

    /** A body that young may be part of a report that is on its way. */
    static final Duration YOUNG = Duration.ofDays(1);

    private static final int STEP = 500;
    private static final int MOST_STEPS = 200;

    private static final String UNREFERENCED =
            """
            AND i.kind <> :bucketKind AND i.stored_at < :before
            AND NOT EXISTS (SELECT 1 FROM inventory_section s
                WHERE s.district_id = i.district_id AND s.kind = i.kind AND s.digest = i.digest)
            """;

    private final Database database;
    private final Bodies bodies;
    private final BucketSweep buckets;

    /** Districts whose buckets were looked at, and no list was removed since. */
    private final Set<DistrictId> done = ConcurrentHashMap.newKeySet();

    public Sweep(Database database, Bodies bodies) {
        this.database = database;
        this.bodies = bodies;
        this.buckets = new BucketSweep(database, bodies);
    }

    private record Unreferenced(SectionKind kind, Digest digest) {}

    /** Removes what is unreferenced of one district. @return how many bodies */
    public int step(DistrictId district, Instant now) {
        var before = now.minus(YOUNG);
        int removed = 0;
        for (int step = 0; step < MOST_STEPS; step++) {
            var found = database.read(h -> unreferenced(h, district, before));
            if (found.isEmpty()) {
                break;
            }
            removed += database.write(h -> remove(h, district, found, before));
            if (found.stream().anyMatch(body -> body.kind().equals(PackagesSection.KIND))) {
                done.remove(district);
            }
        }
        // at first too: what a crash left
        return done.add(district) ? removed + buckets.run(district, before) : removed;
    }

    private static List<Unreferenced> unreferenced(
            Handle handle, DistrictId district, Instant before) {
        var query =
                handle.createQuery(
                        "SELECT i.kind, i.digest FROM inventory_body i WHERE i.district_id = :district "
                                + UNREFERENCED
                                + " FETCH FIRST "
                                + STEP
                                + " ROWS ONLY");
        return bind(query, district, before)
                .map((row, c) ->
                        new Unreferenced(
                                new SectionKind(row.getString("kind")),
                                Columns.digest(row, "digest")))
                .list();
    }

    /** What is referred to by now stays. */
    private int remove(
            Handle handle, DistrictId district, List<Unreferenced> found, Instant before) {
        bodies.removing(handle);
        int removed = 0;
        for (var body : found) {
            var update =
                    handle.createUpdate(
                            "DELETE FROM inventory_body i WHERE i.district_id = :district"
                                    + " AND i.kind = :kind AND i.digest = :digest "
                                    + UNREFERENCED);
            int gone =
                    bind(update, district, before)
                            .bind("kind", body.kind().name())
                            .bind("digest", body.digest())
                            .execute();
            removed += gone;
        }
        return removed;
    }

    private static <T extends SqlStatement<T>> T bind(
            T statement, DistrictId district, Instant before) {
        return statement
                .bind("district", district)
                .bind("before", before)
                .bind("bucketKind", PackageBucket.KIND.name());
    }
}
