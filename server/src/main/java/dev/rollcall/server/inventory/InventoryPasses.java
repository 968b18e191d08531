package dev.rollcall.server.inventory;

import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Prepared;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What each device reported last, and what it had reported when all of that was here. */
final class InventoryPasses {

    private InventoryPasses() {}

    static Optional<InventoryPass> last(Handle handle, EnrolledDevice device) {
        return Prepared.of(
                        handle,
                        """
                        SELECT root, received_at FROM inventory_pass
                        WHERE district_id = ? AND device_id = ?
                        """)
                .set(device.district().value())
                .set(device.device().value())
                .first(row ->
                        new InventoryPass(
                                Columns.optionalDigest(row, "root"),
                                Columns.instant(row, "received_at")));
    }

    /** Whether this is what the device reported last, be it by another session. */
    static boolean isLatest(Handle handle, EnrolledDevice device, Delivery delivery) {
        return Prepared.of(
                        handle,
                        """
                        SELECT 1 FROM inventory_pass
                        WHERE district_id = ? AND device_id = ? AND reported_root = ?
                            AND received_at = ?
                        """)
                .set(device.district().value())
                .set(device.device().value())
                .set(delivery.root().toBytes())
                .set(delivery.reportedAt())
                .first(_ -> true)
                .isPresent();
    }

    /** What was reported; complete where nothing of it is lacking. */
    static void record(
            Handle handle, EnrolledDevice device, Digest root, boolean complete, Instant now) {
        Prepared.of(
                        handle,
                        """
                        MERGE INTO inventory_pass AS p
                        USING (VALUES (CAST(? AS UUID), CAST(? AS UUID), CAST(? AS BYTEA),
                            CAST(? AS TIMESTAMP WITH TIME ZONE)))
                            AS n (district_id, device_id, root, received_at)
                        ON p.district_id = n.district_id AND p.device_id = n.device_id
                        WHEN MATCHED THEN UPDATE SET
                            reported_root = n.root, received_at = n.received_at
                        WHEN NOT MATCHED THEN INSERT
                            (district_id, device_id, reported_root, received_at)
                            VALUES (n.district_id, n.device_id, n.root, n.received_at)
                        """)
                .set(device.district().value())
                .set(device.device().value())
                .set(root.toBytes())
                .set(now)
                .update();
        if (complete) {
            complete(handle, device);
        }
    }

    /** All that was reported is here. */
    static void complete(Handle handle, EnrolledDevice device) {
        Prepared.of(
                        handle,
                        """
                        UPDATE inventory_pass SET root = reported_root
                        WHERE district_id = ? AND device_id = ?
                        """)
                .set(device.district().value())
                .set(device.device().value())
                .update();
    }
}
