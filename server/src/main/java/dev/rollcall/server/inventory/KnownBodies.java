package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * What is certain of stored bodies without asking the database: all in it is durable, and was not
 * removed since. Safe for use by many threads.
 */
final class KnownBodies {

    private static final int MOST = 100_000;
    private static final int MOST_LISTS = 10_000;
    private static final int DIGEST_BYTES = 32;

    private record Body(DistrictId district, SectionKind kind, Digest digest) {}

    private final Set<Body> whole = ConcurrentHashMap.newKeySet();

    /** By list, the bytes of one digest behind those of another. */
    private final Map<Body, byte[]> named =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(64, 0.75f, true) {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<Body, byte[]> eldest) {
                            return size() > MOST_LISTS;
                        }
                    });

    /** Whether nothing of a body is lacking; false says nothing. */
    boolean isWhole(DistrictId district, SectionKind kind, Digest digest) {
        return whole.contains(new Body(district, kind, digest));
    }

    void rememberWhole(DistrictId district, SectionKind kind, Digest digest) {
        // beginning anew now and then costs less than knowing which was asked for last
        if (whole.size() >= MOST) {
            whole.clear();
        }
        whole.add(new Body(district, kind, digest));
    }

    /** The buckets that a stored list of packages names. */
    Optional<List<Digest>> buckets(DistrictId district, Digest list) {
        return Optional.ofNullable(named.get(list(district, list)))
                .map(bytes ->
                        IntStream.range(0, bytes.length / DIGEST_BYTES)
                                .mapToObj(at -> digest(bytes, at))
                                .toList());
    }

    void rememberBuckets(DistrictId district, Digest list, List<Digest> buckets) {
        var bytes = ByteBuffer.allocate(buckets.size() * DIGEST_BYTES);
        buckets.forEach(bucket -> bytes.put(bucket.toBytes()));
        named.put(list(district, list), bytes.array());
    }

    /** Bodies were removed. */
    void forget() {
        whole.clear();
        named.clear();
    }

    private static Body list(DistrictId district, Digest digest) {
        return new Body(district, PackagesSection.KIND, digest);
    }

    private static Digest digest(byte[] bytes, int at) {
        return Digest.ofHash(Arrays.copyOfRange(bytes, at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES));
    }
}
