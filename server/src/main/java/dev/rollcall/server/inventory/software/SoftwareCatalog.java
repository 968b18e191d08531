package dev.rollcall.server.inventory.software;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.inventory.BucketContents;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** Counts what is installed. Safe for use by many threads. */
public final class SoftwareCatalog {

    private static final int LISTS_AT_ONCE = 2_000;

    private final BucketContents contents;

    public SoftwareCatalog(BucketContents contents) {
        this.contents = contents;
    }

    /**
     * Of whom and of when is asked.
     *
     * @param units where the devices are now
     * @param before the instant to compare with
     */
    public record Question(
            DistrictId district, Collection<UnitId> units, Instant now, Instant before) {

        public Question {
            units = List.copyOf(units);
        }
    }

    /** What devices that are enrolled have, or had, in the order of names. */
    public List<Software> of(Handle handle, Question question, Predicate<String> name) {
        var now = devices(handle, question, question.now());
        var before = devices(handle, question, question.before());
        var stored = stored(handle, question.district());
        var buckets = new HashSet<>(now.keySet());
        buckets.addAll(before.keySet());
        var tally = new Tally();
        for (var bucket : buckets) {
            var wanted =
                    contents.packages(handle, question.district(), bucket).stream()
                            .filter(installed -> name.test(installed.name()))
                            .toList();
            tally.add(
                    wanted,
                    now.getOrDefault(bucket, 0L),
                    before.getOrDefault(bucket, 0L),
                    stored.get(bucket));
        }
        return tally.software();
    }

    /** How many devices have each bucket at an instant. */
    private Map<Digest, Long> devices(Handle handle, Question question, Instant at) {
        var lists = new HashMap<Digest, Long>();
        handle.createQuery(
                        """
                        SELECT s.digest, COUNT(*) AS devices
                        FROM inventory_section s
                        JOIN device d ON d.district_id = s.district_id AND d.id = s.device_id
                        WHERE s.district_id = :district AND s.kind = :packages
                            AND s.digest IS NOT NULL
                            AND s.valid_from <= :at AND (s.valid_to IS NULL OR s.valid_to > :at)
                            AND d.unit_id = ANY(:units) AND d.merged_into IS NULL
                            AND EXISTS (SELECT 1 FROM enrollment e
                                WHERE e.district_id = d.district_id AND e.record_id = d.id
                                    AND e.ended_at IS NULL)
                        GROUP BY s.digest
                        """)
                .registerArrayType(UUID.class, "uuid")
                .bind("district", question.district())
                .bind("packages", PackagesSection.KIND.name())
                .bind("at", at)
                .bindArray(
                        "units", UUID.class, question.units().stream().map(UnitId::value).toList())
                .map((row, c) -> Map.entry(Columns.digest(row, "digest"), row.getLong("devices")))
                .forEach(entry -> lists.put(entry.getKey(), entry.getValue()));
        var found = new HashMap<Digest, Long>();
        var all = List.copyOf(lists.keySet());
        for (int from = 0; from < all.size(); from += LISTS_AT_ONCE) {
            var some = all.subList(from, Math.min(all.size(), from + LISTS_AT_ONCE));
            contents.named(handle, question.district(), some)
                    .forEach((list, buckets) ->
                            buckets.forEach(bucket ->
                                    found.merge(bucket, lists.getOrDefault(list, 0L), Long::sum)));
        }
        return found;
    }

    private static Map<Digest, Instant> stored(Handle handle, DistrictId district) {
        var found = new HashMap<Digest, Instant>();
        handle.createQuery(
                        """
                        SELECT digest, stored_at FROM inventory_body
                        WHERE district_id = :district AND kind = :bucket
                        """)
                .bind("district", district)
                .bind("bucket", PackageBucket.KIND.name())
                .map((row, c) ->
                        Map.entry(Columns.digest(row, "digest"), Columns.instant(row, "stored_at")))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }
}
