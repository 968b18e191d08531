package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.storage.Columns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Which package buckets hold a package of some name. A bucket never changes, so what it holds is
 * read once and remembered. Safe for use by many threads.
 */
public final class BucketNames {

    private static final int REMEMBERED = 20_000;

    private final Bodies bodies;
    private final Map<Digest, Set<String>> names =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Digest, Set<String>> eldest) {
                    return size() > REMEMBERED;
                }
            };

    public BucketNames(Bodies bodies) {
        this.bodies = bodies;
    }

    /** Of the district's buckets, those in which a name is wanted. */
    public List<Digest> holding(Handle handle, DistrictId district, Predicate<String> wanted) {
        return handle
                .createQuery("SELECT DISTINCT bucket FROM inventory_bucket WHERE district_id = ?")
                .bind(0, district)
                .map((row, c) -> Columns.digest(row, "bucket"))
                .list()
                .stream()
                .filter(bucket -> names(handle, district, bucket).stream().anyMatch(wanted))
                .toList();
    }

    private Set<String> names(Handle handle, DistrictId district, Digest bucket) {
        synchronized (names) {
            var known = names.get(bucket);
            if (known != null) {
                return known;
            }
        }
        var body = bodies.read(handle, district, PackageBucket.KIND, bucket);
        if (body.isEmpty()) {
            // named by a packages body, and on its way
            return Set.of();
        }
        var read =
                Sections.parseBucket(body.get()).packages().stream()
                        .map(InstalledPackage::name)
                        .collect(Collectors.toUnmodifiableSet());
        synchronized (names) {
            names.put(bucket, read);
        }
        return read;
    }
}
