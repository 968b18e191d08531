package dev.rollcall.server.job;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.MerkleTree;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.server.storage.Columns;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * The signed orders with their trees, the most recently used ones in memory: a bulk job's thousands
 * of leases take their paths from one tree. Safe for use by many threads.
 */
public final class JobOrders {

    /** A tree of 20,000 runs takes about 3 MB. */
    private static final int MOST_IN_MEMORY = 24;

    /** One generation of a job. */
    record Key(DistrictId district, JobId job, int generation) {}

    /** Its signed order and the tree over its runs. */
    record Order(SignedDocument document, MerkleTree tree) {}

    private final Map<Key, Order> recent = new LinkedHashMap<>(32, 0.75f, true);

    Order find(Handle handle, Key key) {
        synchronized (recent) {
            var known = recent.get(key);
            if (known != null) {
                return known;
            }
        }
        var loaded = load(handle, key);
        remember(key, loaded);
        return loaded;
    }

    void remember(Key key, Order order) {
        synchronized (recent) {
            recent.put(key, order);
            if (recent.size() > MOST_IN_MEMORY) {
                var eldest = recent.keySet().iterator();
                eldest.next();
                eldest.remove();
            }
        }
    }

    private static Order load(Handle handle, Key key) {
        var document =
                handle.createQuery(
                                """
                                SELECT signed_order FROM job_order
                                WHERE district_id = :district AND job_id = :job AND generation = :generation
                                """)
                        .bind("district", key.district())
                        .bind("job", key.job())
                        .bind("generation", key.generation())
                        .map((row, c) -> row.getBytes("signed_order"))
                        .one();
        var leaves =
                handle.createQuery(
                                """
                                SELECT id, device_id, enrollment_id FROM job_run
                                WHERE district_id = :district AND job_id = :job AND generation = :generation
                                ORDER BY leaf
                                """)
                        .bind("district", key.district())
                        .bind("job", key.job())
                        .bind("generation", key.generation())
                        .map((row, c) ->
                                RunOrder.leaf(
                                        new DeviceId(Columns.uuid(row, "device_id")),
                                        new EnrollmentId(Columns.uuid(row, "enrollment_id")),
                                        new RunId(Columns.uuid(row, "id"))))
                        .list();
        return new Order(
                Json.wire().readValue(document, SignedDocument.class), MerkleTree.of(leaves));
    }
}
