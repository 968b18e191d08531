package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;

/** The bodies of a district, each stored once. */
public final class Bodies {

    /** Stores what is not stored yet. */
    void store(Handle handle, DistrictId district, ReceivedBody body, Instant now) {
        if (has(handle, district, body.kind(), body.digest())) {
            return;
        }
        handle.execute(
                """
                INSERT INTO inventory_body (district_id, kind, digest, size, body, stored_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                district,
                body.kind().name(),
                body.digest(),
                body.size(),
                body.deflated(),
                now);
        if (body.buckets().isEmpty()) {
            return;
        }
        var batch =
                handle.prepareBatch(
                        """
                        INSERT INTO inventory_bucket (district_id, packages, bucket)
                        VALUES (?, ?, ?)
                        """);
        body.buckets().forEach(bucket -> batch.add(district, body.digest(), bucket));
        batch.execute();
    }

    /** What is lacking before a section with this digest can hold. */
    List<Wanted> lacking(Handle handle, DistrictId district, SectionKind kind, Digest digest) {
        if (!has(handle, district, kind, digest)) {
            return List.of(new Wanted(kind, digest));
        }
        return kind.equals(PackagesSection.KIND)
                ? lackingBuckets(handle, district, digest)
                : List.of();
    }

    private static List<Wanted> lackingBuckets(
            Handle handle, DistrictId district, Digest packages) {
        return handle.createQuery(
                        """
                        SELECT b.bucket FROM inventory_bucket b
                        WHERE b.district_id = :district AND b.packages = :packages
                            AND NOT EXISTS (
                                SELECT 1 FROM inventory_body i
                                WHERE i.district_id = b.district_id AND i.kind = :kind
                                    AND i.digest = b.bucket)
                        """)
                .bind("district", district)
                .bind("packages", packages)
                .bind("kind", PackageBucket.KIND.name())
                .map((row, c) -> new Wanted(PackageBucket.KIND, Columns.digest(row, "bucket")))
                .list();
    }

    private static boolean has(
            Handle handle, DistrictId district, SectionKind kind, Digest digest) {
        return handle.createQuery(
                        """
                        SELECT 1 FROM inventory_body
                        WHERE district_id = ? AND kind = ? AND digest = ?
                        """)
                .bind(0, district)
                .bind(1, kind.name())
                .bind(2, digest)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** The canonical bytes of many; one that is not stored is left out. */
    public Map<Digest, byte[]> read(
            Handle handle, DistrictId district, SectionKind kind, Collection<Digest> digests) {
        return handle
                .createQuery(
                        """
                        SELECT b.digest, b.size, b.body
                        FROM UNNEST(CAST(:digests AS BYTEA ARRAY)) asked (digest)
                        JOIN inventory_body b ON b.district_id = :district AND b.kind = :kind
                            AND b.digest = asked.digest
                        """)
                .bind("district", district)
                .bind("kind", kind.name())
                .bind("digests", array(digests))
                .map((row, c) ->
                        Map.entry(
                                Columns.digest(row, "digest"),
                                Deflate.inflated(row.getBytes("body"), row.getInt("size"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** PostgreSQL's driver takes bytes in an array of just them. */
    private static Argument array(Collection<Digest> digests) {
        var bytes = digests.stream().map(Digest::toBytes).toArray(byte[][]::new);
        return (position, statement, context) ->
                statement.setArray(
                        position, statement.getConnection().createArrayOf("bytea", bytes));
    }

    /** The canonical bytes that a device sent. */
    public Optional<byte[]> read(
            Handle handle, DistrictId district, SectionKind kind, Digest digest) {
        return handle.createQuery(
                        """
                        SELECT size, body FROM inventory_body
                        WHERE district_id = ? AND kind = ? AND digest = ?
                        """)
                .bind(0, district)
                .bind(1, kind.name())
                .bind(2, digest)
                .map((row, c) -> Deflate.inflated(row.getBytes("body"), row.getInt("size")))
                .findOne();
    }
}
