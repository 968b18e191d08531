package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Removes buckets of packages that no stored list names. Nothing is counted when a list is stored,
 * which happens with each update of a device: all lists are read instead, beside the writer, and
 * what is stored meanwhile is watched.
 */
final class BucketSweep {

    private static final int STEP = 500;
    private static final int LISTS_AT_ONCE = 2_000;

    private final Database database;
    private final Bodies bodies;

    BucketSweep(Database database, Bodies bodies) {
        this.database = database;
        this.bodies = bodies;
    }

    /**
     * @param before only those that were stored earlier: a younger one may be on its way with a
     *     list
     * @return how many were removed
     */
    int run(DistrictId district, Instant before) {
        try (var meanwhile = bodies.watch()) {
            // what a command stored before it was watched is durable behind this one
            database.queued(h -> true);
            var spare = database.read(h -> unnamed(h, district, before));
            int removed = 0;
            for (int from = 0; from < spare.size(); from += STEP) {
                var some = spare.subList(from, Math.min(spare.size(), from + STEP));
                removed += database.queued(h -> remove(h, district, some, meanwhile));
            }
            return removed;
        }
    }

    private List<Digest> unnamed(Handle handle, DistrictId district, Instant before) {
        var old =
                new HashSet<>(
                        handle.createQuery(
                                        """
                                        SELECT digest FROM inventory_body
                                        WHERE district_id = ? AND kind = ? AND stored_at < ?
                                        """)
                                .bind(0, district)
                                .bind(1, PackageBucket.KIND.name())
                                .bind(2, before)
                                .map((row, c) -> Columns.digest(row, "digest"))
                                .list());
        if (!old.isEmpty()) {
            removeNamed(handle, district, old);
        }
        return List.copyOf(old);
    }

    private void removeNamed(Handle handle, DistrictId district, Set<Digest> buckets) {
        var last = Optional.<Digest>empty();
        do {
            var lists = lists(handle, district, last);
            bodies.read(handle, district, PackagesSection.KIND, lists)
                    .values()
                    .forEach(list -> Bodies.buckets(list).forEach(buckets::remove));
            last = lists.size() < LISTS_AT_ONCE ? Optional.empty() : Optional.of(lists.getLast());
        } while (last.isPresent());
    }

    private static List<Digest> lists(Handle handle, DistrictId district, Optional<Digest> after) {
        return handle.createQuery(
                        """
                        SELECT digest FROM inventory_body
                        WHERE district_id = :district AND kind = :kind AND digest > :after
                        ORDER BY district_id, kind, digest FETCH FIRST :step ROWS ONLY
                        """)
                .bind("district", district)
                .bind("kind", PackagesSection.KIND.name())
                .bind("after", after.map(Digest::toBytes).orElse(new byte[0]))
                .bind("step", LISTS_AT_ONCE)
                .map((row, c) -> Columns.digest(row, "digest"))
                .list();
    }

    private int remove(
            Handle handle, DistrictId district, List<Digest> spare, NamedMeanwhile meanwhile) {
        bodies.removing(handle);
        var removed = new ArrayList<Digest>();
        for (var bucket : spare) {
            if (!meanwhile.has(bucket)) {
                handle.execute(
                        "DELETE FROM inventory_body WHERE district_id = ? AND kind = ? AND digest = ?",
                        district,
                        PackageBucket.KIND.name(),
                        bucket);
                handle.execute(
                        "DELETE FROM inventory_named_bucket WHERE district_id = ? AND bucket = ?",
                        district,
                        bucket);
                removed.add(bucket);
            }
        }
        return removed.size();
    }
}
