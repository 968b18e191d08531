package dev.rollcall.server.device;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.TouchedDevices;
import dev.rollcall.server.storage.TouchedDevices.Part;
import dev.rollcall.server.storage.Validity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which devices were retired, from when to when, and as what. */
public final class Retirements {

    private static final Validity RETIREMENTS =
            Validity.of("device_retirement", "district_id", "device_id");

    private static final String COLUMNS =
            """
            SELECT r.device_id, r.kind, r.retired_on, r.reason, r.valid_from, r.valid_to
            FROM device_retirement r
            """;

    /**
     * False when it is retired already.
     *
     * @param by name of who says so, for people
     */
    public boolean retire(
            Handle handle,
            DistrictId district,
            DeviceId device,
            RetiredAs as,
            LocalDate on,
            String reason,
            String by,
            Instant now) {
        if (current(handle, district, device).isPresent()) {
            return false;
        }
        handle.execute(
                """
                INSERT INTO device_retirement
                    (district_id, device_id, valid_from, kind, retired_on, reason, retired_by)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                district,
                device,
                now,
                as.word(),
                on,
                reason,
                by);
        TouchedDevices.note(handle, district, device, Part.REGISTRY);
        return true;
    }

    /** What was undone; empty when it is not retired. */
    public Optional<Retirement> undo(
            Handle handle, DistrictId district, DeviceId device, Instant now) {
        var current = current(handle, district, device);
        if (current.isPresent()) {
            TouchedDevices.note(handle, district, device, Part.REGISTRY);
            RETIREMENTS.end(handle, now, key -> key.set(district.value()).set(device.value()));
        }
        return current;
    }

    /** As what it is retired. */
    public Optional<Retirement> current(Handle handle, DistrictId district, DeviceId device) {
        return handle.createQuery(
                        COLUMNS
                                + " WHERE r.district_id = ? AND r.device_id = ?"
                                + " AND r.valid_to IS NULL")
                .bind(0, district)
                .bind(1, device)
                .map((row, c) -> read(row))
                .findOne();
    }

    /** As what it was retired at an instant, as far as the server knew then. */
    public Optional<Retirement> at(
            Handle handle, DistrictId district, DeviceId device, Instant at) {
        return handle.createQuery(
                        COLUMNS
                                + """
                                 WHERE r.district_id = :district AND r.device_id = :device
                                    AND r.valid_from <= :at
                                    AND (r.valid_to IS NULL OR r.valid_to > :at)
                                """)
                .bind("district", district)
                .bind("device", device)
                .bind("at", at)
                .map((row, c) -> read(row))
                .findOne();
    }

    /**
     * Whether a device record is lost or stolen. An intent of the record, not of an enrollment:
     * whoever lets a device join asks before a new enrollment is put onto the record.
     */
    public Optional<Retirement> missing(Handle handle, DistrictId district, DeviceId device) {
        return current(handle, district, device).filter(r -> r.as().isMissing());
    }

    /**
     * Records of a district that are lost or stolen and last said this serial number, newest first:
     * what a device that joins as new may be. Hardware evidence alone only suggests.
     */
    public List<DeviceId> missingWithSerial(Handle handle, DistrictId district, String serial) {
        return handle.createQuery(
                        """
                        SELECT d.id FROM device d
                        JOIN device_retirement r
                            ON r.district_id = d.district_id AND r.device_id = d.id
                        WHERE d.district_id = ? AND d.serial = ? AND r.valid_to IS NULL
                            AND r.kind IN ('lost', 'stolen')
                        ORDER BY r.valid_from DESC, d.id
                        """)
                .bind(0, district)
                .bind(1, serial)
                .map((row, c) -> new DeviceId(Columns.uuid(row, "id")))
                .list();
    }

    private static Retirement read(ResultSet row) throws SQLException {
        return new Retirement(
                RetiredAs.parse(row.getString("kind")),
                row.getObject("retired_on", LocalDate.class),
                row.getString("reason"),
                Columns.instant(row, "valid_from"),
                Columns.optionalInstant(row, "valid_to"));
    }
}
