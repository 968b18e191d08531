package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Prepared;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Sections that were reported and whose bodies have not all arrived. */
final class PendingSections {

    /** A section that will hold when its bodies are here. */
    record Pending(SectionKind kind, Digest digest, Instant collectedAt) {}

    void clear(Handle handle, EnrolledDevice device) {
        Prepared.of(handle, "DELETE FROM inventory_pending WHERE district_id = ? AND device_id = ?")
                .set(device.district().value())
                .set(device.device().value())
                .update();
    }

    void add(Handle handle, EnrolledDevice device, Pending pending) {
        Prepared.of(
                        handle,
                        """
                        INSERT INTO inventory_pending (district_id, device_id, kind, digest,
                            collected_at) VALUES (?, ?, ?, ?, ?)
                        """)
                .set(device.district().value())
                .set(device.device().value())
                .set(pending.kind().name())
                .set(pending.digest().toBytes())
                .set(pending.collectedAt())
                .update();
    }

    void remove(Handle handle, EnrolledDevice device, SectionKind kind) {
        Prepared.of(
                        handle,
                        """
                        DELETE FROM inventory_pending
                        WHERE district_id = ? AND device_id = ? AND kind = ?
                        """)
                .set(device.district().value())
                .set(device.device().value())
                .set(kind.name())
                .update();
    }

    List<Pending> of(Handle handle, EnrolledDevice device) {
        return Prepared.of(
                        handle,
                        """
                        SELECT kind, digest, collected_at FROM inventory_pending
                        WHERE district_id = ? AND device_id = ? ORDER BY kind
                        """)
                .set(device.district().value())
                .set(device.device().value())
                .list(row ->
                        new Pending(
                                new SectionKind(row.getString("kind")),
                                Columns.digest(row, "digest"),
                                Columns.instant(row, "collected_at")));
    }
}
