package dev.rollcall.server.export;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.inventory.CollectedAt;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * A device as it was registered and placed at the instant of an export.
 *
 * @param lastCheckIn not after the instant
 */
record ExportedDevice(
        DeviceId id,
        UnitId unit,
        Optional<String> label,
        Optional<String> hostname,
        Optional<String> serial,
        Instant enrolledAt,
        String keyProtection,
        Optional<String> agent,
        Optional<Instant> lastCheckIn) {

    /** When a fact was collected, as far as was known at the instant. */
    Instant knownThen(Instant collectedAt) {
        return CollectedAt.knownBy(lastCheckIn, collectedAt);
    }

    static ExportedDevice read(ResultSet row) throws SQLException {
        return new ExportedDevice(
                new DeviceId(Columns.uuid(row, "id")),
                new UnitId(Columns.uuid(row, "unit_id")),
                Columns.optionalText(row, "label"),
                Columns.optionalText(row, "hostname"),
                Columns.optionalText(row, "serial"),
                Columns.instant(row, "started_at"),
                row.getString("key_protection"),
                Columns.optionalText(row, "agent_version"),
                Columns.optionalInstant(row, "last_check_in"));
    }
}
