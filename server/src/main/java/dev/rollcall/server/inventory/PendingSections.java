package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Sections that were reported and whose bodies have not all arrived. */
final class PendingSections {

    /** A section that will hold when its bodies are here. */
    record Pending(SectionKind kind, Digest digest, Instant collectedAt) {}

    void clear(Handle handle, EnrolledDevice device) {
        handle.execute(
                "DELETE FROM inventory_pending WHERE district_id = ? AND device_id = ?",
                device.district(),
                device.device());
    }

    void add(Handle handle, EnrolledDevice device, Pending pending) {
        handle.execute(
                """
                INSERT INTO inventory_pending (district_id, device_id, kind, digest, collected_at)
                VALUES (?, ?, ?, ?, ?)
                """,
                device.district(),
                device.device(),
                pending.kind().name(),
                pending.digest(),
                pending.collectedAt());
    }

    void remove(Handle handle, EnrolledDevice device, SectionKind kind) {
        handle.execute(
                """
                DELETE FROM inventory_pending
                WHERE district_id = ? AND device_id = ? AND kind = ?
                """,
                device.district(),
                device.device(),
                kind.name());
    }

    List<Pending> of(Handle handle, EnrolledDevice device) {
        return handle.createQuery(
                        """
                        SELECT kind, digest, collected_at FROM inventory_pending
                        WHERE district_id = ? AND device_id = ? ORDER BY kind
                        """)
                .bind(0, device.district())
                .bind(1, device.device())
                .map((row, c) ->
                        new Pending(
                                new SectionKind(row.getString("kind")),
                                Columns.digest(row, "digest"),
                                Columns.instant(row, "collected_at")))
                .list();
    }
}
