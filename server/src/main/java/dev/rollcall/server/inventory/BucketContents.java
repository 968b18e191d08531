package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.Digest;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * What is in buckets of packages. A bucket never changes, so what it holds is read once and
 * remembered. Safe for use by many threads.
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

    /** The buckets that these lists of packages name. */
    public Map<Digest, List<Digest>> named(
            Handle handle, DistrictId district, Collection<Digest> lists) {
        var named = new HashMap<Digest, List<Digest>>();
        bodies.read(handle, district, PackagesSection.KIND, lists)
                .forEach((list, body) -> named.put(list, Bodies.buckets(body)));
        return named;
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
