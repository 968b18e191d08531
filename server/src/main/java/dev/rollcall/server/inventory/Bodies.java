package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.query.SectionContents.Bucket;
import dev.rollcall.server.storage.AfterCommit;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Prepared;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The bodies of a district, each stored once. Safe for use by many threads. */
public final class Bodies {

    private final KnownBodies known = new KnownBodies();

    /** To be told in a command that removes bodies. */
    void removing(Handle handle) {
        known.forget();
        // behind what a command before it in the same transaction found here
        AfterCommit.run(handle, known::forget);
    }

    private final NamedBuckets names = new NamedBuckets();
    private final Set<NamedMeanwhile> watchers = ConcurrentHashMap.newKeySet();

    /** Sees from now on which buckets are named by lists that are stored. */
    NamedMeanwhile watch() {
        var watcher = new NamedMeanwhile(watchers::remove);
        watchers.add(watcher);
        return watcher;
    }

    /** Whether it is certain that nothing of a body is lacking; false says nothing. */
    boolean isHere(DistrictId district, SectionKind kind, Digest digest) {
        return known.isWhole(district, kind, digest);
    }

    /** Stores what is not stored yet. */
    void store(Handle handle, DistrictId district, ReceivedBody body, Instant now) {
        AfterCommit.run(
                handle,
                body.buckets().isEmpty()
                        ? () -> known.rememberWhole(district, body.kind(), body.digest())
                        : () -> known.rememberBuckets(district, body.digest(), body.buckets()));
        if (has(handle, district, body.kind(), body.digest())) {
            return;
        }
        watchers.forEach(watcher -> watcher.add(body.buckets()));
        var list =
                body.buckets().isEmpty()
                        ? Optional.<byte[]>empty()
                        : PackedList.packed(
                                Deflate.inflated(body.deflated().toArray(), body.size()),
                                names.name(handle, district, body.buckets()));
        Prepared.of(
                        handle,
                        """
                        INSERT INTO inventory_body (district_id, kind, digest, size, packed, body,
                            stored_at) VALUES (?, ?, ?, ?, ?, ?, ?)
                        """)
                .set(district.value())
                .set(body.kind().name())
                .set(body.digest().toBytes())
                .set(list.map(packed -> packed.length).orElse(body.size()).intValue())
                .set(list.isPresent())
                .set(list.map(Deflate::deflated).orElse(body.deflated()).toArray())
                .set(now)
                .update();
    }

    /** What is lacking before a section with this digest can hold. */
    List<Wanted> lacking(Handle handle, DistrictId district, SectionKind kind, Digest digest) {
        if (known.isWhole(district, kind, digest)) {
            return List.of();
        }
        var lacking = look(handle, district, kind, digest);
        if (lacking.isEmpty()) {
            AfterCommit.run(handle, () -> known.rememberWhole(district, kind, digest));
        }
        return lacking;
    }

    private List<Wanted> look(Handle handle, DistrictId district, SectionKind kind, Digest digest) {
        if (!kind.equals(PackagesSection.KIND)) {
            return has(handle, district, kind, digest)
                    ? List.of()
                    : List.of(new Wanted(kind, digest));
        }
        return named(handle, district, digest)
                .map(buckets -> lackingBuckets(handle, district, buckets))
                .orElse(List.of(new Wanted(kind, digest)));
    }

    /** The buckets that a stored list names. */
    private Optional<List<Digest>> named(Handle handle, DistrictId district, Digest list) {
        var lately = known.buckets(district, list);
        if (lately.isPresent()) {
            return lately;
        }
        var named = read(handle, district, PackagesSection.KIND, list).map(Bodies::buckets);
        named.ifPresent(buckets ->
                AfterCommit.run(handle, () -> known.rememberBuckets(district, list, buckets)));
        return named;
    }

    /** Which of these buckets are not stored. */
    List<Wanted> lackingBuckets(Handle handle, DistrictId district, List<Digest> named) {
        var unsure =
                named.stream()
                        .filter(bucket -> !isHere(district, PackageBucket.KIND, bucket))
                        .toList();
        if (unsure.isEmpty()) {
            return List.of();
        }
        var stored =
                Set.copyOf(
                        handle.createQuery(
                                        """
                                        SELECT i.digest
                                        FROM UNNEST(CAST(:buckets AS BYTEA ARRAY)) asked (bucket)
                                        JOIN inventory_body i ON i.district_id = :district
                                            AND i.kind = :kind AND i.digest = asked.bucket
                                        """)
                                .bind("district", district)
                                .bind("buckets", NamedBuckets.array(unsure))
                                .bind("kind", PackageBucket.KIND.name())
                                .map((row, c) -> Columns.digest(row, "digest"))
                                .list());
        return unsure.stream()
                .filter(bucket -> !stored.contains(bucket))
                .map(bucket -> new Wanted(PackageBucket.KIND, bucket))
                .toList();
    }

    /** The buckets that the body of a packages section names. */
    static List<Digest> buckets(byte[] list) {
        return Sections.parse(PackagesSection.KIND, list) instanceof PackagesSection packages
                ? packages.buckets().values().stream().distinct().toList()
                : List.of();
    }

    private static boolean has(
            Handle handle, DistrictId district, SectionKind kind, Digest digest) {
        return Prepared.of(
                        handle,
                        """
                        SELECT 1 FROM inventory_body
                        WHERE district_id = ? AND kind = ? AND digest = ?
                        """)
                .set(district.value())
                .set(kind.name())
                .set(digest.toBytes())
                .first(_ -> true)
                .isPresent();
    }

    /** As it is stored. */
    private record Stored(Digest digest, boolean packed, Bytes bytes, Instant storedAt) {

        static Stored read(ResultSet row) throws SQLException {
            return new Stored(
                    Columns.digest(row, "digest"),
                    row.getBoolean("packed"),
                    Bytes.copyOf(Deflate.inflated(row.getBytes("body"), row.getInt("size"))),
                    Columns.instant(row, "stored_at"));
        }

        Bucket bucket() {
            return new Bucket(storedAt, Sections.parseBucket(bytes.toArray()).packages());
        }

        byte[] canonical(Map<Integer, Digest> named) {
            return packed ? PackedList.unpacked(bytes.toArray(), named) : bytes.toArray();
        }
    }

    /** The canonical bytes of many; one that is not stored is left out. */
    public Map<Digest, byte[]> read(
            Handle handle, DistrictId district, SectionKind kind, Collection<Digest> digests) {
        var stored = stored(handle, district, kind, digests);
        var numbers = new HashSet<Integer>();
        stored.stream()
                .filter(Stored::packed)
                .forEach(body -> numbers.addAll(PackedList.numbers(body.bytes().toArray())));
        var named = NamedBuckets.digests(handle, district, numbers);
        var bodies = new HashMap<Digest, byte[]>();
        stored.forEach(body -> bodies.put(body.digest(), body.canonical(named)));
        return bodies;
    }

    /** What is in buckets of packages, and since when; one that is not stored is left out. */
    Map<Digest, Bucket> buckets(Handle handle, DistrictId district, Collection<Digest> digests) {
        return stored(handle, district, PackageBucket.KIND, digests).parallelStream()
                .collect(Collectors.toMap(Stored::digest, Stored::bucket));
    }

    private static List<Stored> stored(
            Handle handle, DistrictId district, SectionKind kind, Collection<Digest> digests) {
        return handle.createQuery(
                        """
                        SELECT b.digest, b.size, b.packed, b.body, b.stored_at
                        FROM UNNEST(CAST(:digests AS BYTEA ARRAY)) asked (digest)
                        JOIN inventory_body b ON b.district_id = :district AND b.kind = :kind
                            AND b.digest = asked.digest
                        """)
                .bind("district", district)
                .bind("kind", kind.name())
                .bind("digests", NamedBuckets.array(digests))
                .map((row, c) -> Stored.read(row))
                .list();
    }

    /** The canonical bytes that a device sent. */
    public Optional<byte[]> read(
            Handle handle, DistrictId district, SectionKind kind, Digest digest) {
        return Prepared.of(
                        handle,
                        """
                        SELECT digest, size, packed, body, stored_at FROM inventory_body
                        WHERE district_id = ? AND kind = ? AND digest = ?
                        """)
                .set(district.value())
                .set(kind.name())
                .set(digest.toBytes())
                .first(Stored::read)
                .map(body ->
                        body.canonical(
                                body.packed()
                                        ? NamedBuckets.digests(
                                                handle,
                                                district,
                                                PackedList.numbers(body.bytes().toArray()))
                                        : Map.of()));
    }
}
