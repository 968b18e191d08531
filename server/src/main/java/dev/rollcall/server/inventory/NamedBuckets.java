package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.storage.Columns;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;

/**
 * The buckets that stored lists of packages name, with a number for each. New numbers are given by
 * commands of the writer only.
 */
final class NamedBuckets {

    /** The number that a district's next bucket gets; one that was rolled back is left out. */
    private final Map<DistrictId, Integer> next = new ConcurrentHashMap<>();

    /** A list names these. @return their numbers */
    Map<Digest, Integer> name(Handle handle, DistrictId district, Collection<Digest> buckets) {
        var named = numbers(handle, district, buckets);
        var lacking = new LinkedHashSet<>(buckets);
        lacking.removeAll(named.keySet());
        if (lacking.isEmpty()) {
            return named;
        }
        var numbers = new HashMap<>(named);
        int number = next.computeIfAbsent(district, _ -> next(handle, district));
        var batch =
                handle.prepareBatch(
                        """
                        INSERT INTO inventory_named_bucket (district_id, bucket, number)
                        VALUES (?, ?, ?)
                        """);
        for (var bucket : lacking) {
            batch.add(district, bucket, number);
            numbers.put(bucket, number++);
        }
        next.put(district, number);
        batch.execute();
        return numbers;
    }

    private static int next(Handle handle, DistrictId district) {
        return handle.createQuery(
                                """
                                SELECT COALESCE(MAX(number), 0) FROM inventory_named_bucket
                                WHERE district_id = ?
                                """)
                        .bind(0, district)
                        .mapTo(Integer.class)
                        .one()
                + 1;
    }

    static Map<Digest, Integer> numbers(
            Handle handle, DistrictId district, Collection<Digest> buckets) {
        var numbers = new HashMap<Digest, Integer>();
        handle.createQuery(
                        """
                        SELECT b.bucket, b.number
                        FROM UNNEST(CAST(:buckets AS BYTEA ARRAY)) asked (bucket)
                        JOIN inventory_named_bucket b ON b.district_id = :district
                            AND b.bucket = asked.bucket
                        """)
                .bind("district", district)
                .bind("buckets", array(buckets))
                .map((row, c) -> Map.entry(Columns.digest(row, "bucket"), row.getInt("number")))
                .forEach(bucket -> numbers.put(bucket.getKey(), bucket.getValue()));
        return numbers;
    }

    /** Whose numbers these are. */
    static Map<Integer, Digest> digests(
            Handle handle, DistrictId district, Collection<Integer> numbers) {
        var digests = new HashMap<Integer, Digest>();
        if (numbers.isEmpty()) {
            return digests;
        }
        handle.createQuery(
                        """
                        SELECT b.bucket, b.number
                        FROM UNNEST(CAST(:numbers AS INTEGER ARRAY)) asked (number)
                        JOIN inventory_named_bucket b ON b.district_id = :district
                            AND b.number = asked.number
                        """)
                .bind("district", district)
                .bindArray("numbers", Integer.class, new ArrayList<>(numbers))
                .map((row, c) -> Map.entry(row.getInt("number"), Columns.digest(row, "bucket")))
                .forEach(bucket -> digests.put(bucket.getKey(), bucket.getValue()));
        return digests;
    }

    /** PostgreSQL's driver takes bytes in an array of just them. */
    static Argument array(Collection<Digest> digests) {
        var bytes = digests.stream().map(Digest::toBytes).toArray(byte[][]::new);
        return (position, statement, context) ->
                statement.setArray(
                        position, statement.getConnection().createArrayOf("bytea", bytes));
    }
}
