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
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/**
 * Which package buckets hold a package that is wanted. A bucket never changes, so what it holds is
 * read once and remembered. Safe for use by many threads.
 */
public final class BucketContents {

    private static final int REMEMBERED = 20_000;

    private final Bodies bodies;
    private final Map<Digest, List<InstalledPackage>> remembered =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<Digest, List<InstalledPackage>> eldest) {
                    return size() > REMEMBERED;
                }
            };

    public BucketContents(Bodies bodies) {
        this.bodies = bodies;
    }

    /** Of the district's buckets, those in which a package is wanted. */
    public List<Digest> holding(
            Handle handle, DistrictId district, Predicate<InstalledPackage> wanted) {
        return handle
                .createQuery("SELECT DISTINCT bucket FROM inventory_bucket WHERE district_id = ?")
                .bind(0, district)
                .map((row, c) -> Columns.digest(row, "bucket"))
                .list()
                .stream()
                .filter(bucket -> packages(handle, district, bucket).stream().anyMatch(wanted))
                .toList();
    }

    /** What one bucket holds; nothing of one that is on its way. */
    public List<InstalledPackage> packages(Handle handle, DistrictId district, Digest bucket) {
        synchronized (remembered) {
            var known = remembered.get(bucket);
            if (known != null) {
                return known;
            }
        }
        var body = bodies.read(handle, district, PackageBucket.KIND, bucket);
        if (body.isEmpty()) {
            // named by a packages body, and on its way
            return List.of();
        }
        var read = Sections.parseBucket(body.get()).packages();
        synchronized (remembered) {
            remembered.put(bucket, read);
        }
        return read;
    }
}
