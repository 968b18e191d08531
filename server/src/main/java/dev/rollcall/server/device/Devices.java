package dev.rollcall.server.device;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Prepared;
import dev.rollcall.server.storage.TouchedDevices;
import dev.rollcall.server.storage.TouchedDevices.Part;
import dev.rollcall.server.storage.Validity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Every device, and in which unit it is and was. */
public final class Devices {

    private static final Validity PLACEMENTS =
            Validity.of("device_placement", "district_id", "device_id");

    private static final int LONGEST_LABEL = 120;

    private final IdSource ids;

    public Devices(IdSource ids) {
        this.ids = ids;
    }

    /** A unit a device was in. @param until empty while it is there */
    public record Placement(UnitId unit, Instant from, Optional<Instant> until) {

        public Placement {
            Objects.requireNonNull(unit, "unit");
            Objects.requireNonNull(from, "from");
            until = Objects.requireNonNullElse(until, Optional.empty());
        }
    }

    public DeviceId create(Handle handle, DistrictId district, UnitId unit, Instant now) {
        return create(handle, district, unit, Optional.empty(), now);
    }

    /**
     * @param cameFrom its record in another district; nothing of that one is read
     */
    public DeviceId create(
            Handle handle,
            DistrictId district,
            UnitId unit,
            Optional<DeviceId> cameFrom,
            Instant now) {
        var id = new DeviceId(ids.next());
        handle.createUpdate(
                        """
                        INSERT INTO device (district_id, id, unit_id, created_at, came_from)
                        VALUES (:district, :id, :unit, :now, :from)
                        """)
                .bind("district", district)
                .bind("id", id)
                .bind("unit", unit)
                .bind("now", now)
                .bindByType("from", cameFrom.orElse(null), DeviceId.class)
                .execute();
        openPlacement(handle, district, id, unit, now);
        TouchedDevices.note(handle, district, id, Part.REGISTRY);
        return id;
    }

    public Optional<Device> find(Handle handle, DistrictId district, DeviceId device) {
        return handle.createQuery(
                        """
                        SELECT district_id, id, unit_id, label, hostname, serial,
                               manufacturer, model, created_at, came_from, merged_into
                        FROM device WHERE district_id = ? AND id = ?
                        """)
                .bind(0, district)
                .bind(1, device)
                .map((row, c) -> read(row))
                .findOne();
    }

    /**
     * Moves it to another unit of its district; false when it is there already. An unknown device
     * is a {@link Problem}.
     */
    public boolean place(
            Handle handle, DistrictId district, DeviceId device, UnitId unit, Instant now) {
        var at = find(handle, district, device).orElseThrow(() -> unknown(device));
        if (at.unit().equals(unit)) {
            return false;
        }
        if (!hasUnit(handle, district, unit)) {
            throw new Problem(ProblemCode.INVALID_VALUE, "there is no such unit in this district");
        }
        handle.execute(
                "UPDATE device SET unit_id = ? WHERE district_id = ? AND id = ?",
                unit,
                district,
                device);
        PLACEMENTS.end(handle, now, key -> key.set(district.value()).set(device.value()));
        openPlacement(handle, district, device, unit, now);
        TouchedDevices.note(handle, district, device, Part.REGISTRY);
        return true;
    }

    /** Where it was, oldest first. */
    public List<Placement> placements(Handle handle, DistrictId district, DeviceId device) {
        return handle.createQuery(
                        """
                        SELECT unit_id, valid_from, valid_to FROM device_placement
                        WHERE district_id = ? AND device_id = ? ORDER BY valid_from
                        """)
                .bind(0, district)
                .bind(1, device)
                .map((row, c) ->
                        new Placement(
                                new UnitId(Columns.uuid(row, "unit_id")),
                                Columns.instant(row, "valid_from"),
                                Columns.optionalInstant(row, "valid_to")))
                .list();
    }

    /** Takes over what inventory said; what it did not say stays as it was known. */
    public void describe(
            Handle handle, DistrictId district, DeviceId device, Description description) {
        Prepared.of(
                        handle,
                        """
                        UPDATE device SET
                            hostname = COALESCE(CAST(? AS VARCHAR), hostname),
                            serial = COALESCE(CAST(? AS VARCHAR), serial),
                            manufacturer = COALESCE(CAST(? AS VARCHAR), manufacturer),
                            model = COALESCE(CAST(? AS VARCHAR), model)
                        WHERE district_id = ? AND id = ?
                        """)
                .set(description.hostname().orElse(null))
                .set(description.serial().orElse(null))
                .set(description.manufacturer().orElse(null))
                .set(description.model().orElse(null))
                .set(district.value())
                .set(device.value())
                .update();
        TouchedDevices.note(handle, district, device, Part.REGISTRY);
    }

    /** Names it for people, without white space at the ends; empty takes the name away. */
    public Optional<String> label(
            Handle handle, DistrictId district, DeviceId device, String label) {
        var clean = label.strip();
        if (clean.length() > LONGEST_LABEL || clean.chars().anyMatch(Character::isISOControl)) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "a label has up to 120 printable characters",
                    Map.of("field", "label"));
        }
        var changed =
                handle.createUpdate(
                                """
                                UPDATE device SET label = :label
                                WHERE district_id = :district AND id = :device
                                """)
                        .bind("label", clean.isEmpty() ? null : clean)
                        .bind("district", district)
                        .bind("device", device)
                        .execute();
        if (changed == 0) {
            throw unknown(device);
        }
        TouchedDevices.note(handle, district, device, Part.REGISTRY);
        return Optional.of(clean).filter(text -> !text.isEmpty());
    }

    private static boolean hasUnit(Handle handle, DistrictId district, UnitId unit) {
        return handle.createQuery("SELECT 1 FROM org_unit WHERE district_id = ? AND id = ?")
                .bind(0, district)
                .bind(1, unit)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    private static void openPlacement(
            Handle handle, DistrictId district, DeviceId device, UnitId unit, Instant now) {
        handle.execute(
                """
                INSERT INTO device_placement (district_id, device_id, unit_id, valid_from)
                VALUES (?, ?, ?, ?)
                """,
                district,
                device,
                unit,
                now);
    }

    private static Device read(ResultSet row) throws SQLException {
        return new Device(
                new DistrictId(Columns.uuid(row, "district_id")),
                new DeviceId(Columns.uuid(row, "id")),
                new UnitId(Columns.uuid(row, "unit_id")),
                Columns.optionalText(row, "label"),
                new Description(
                        Columns.optionalText(row, "hostname"),
                        Columns.optionalText(row, "serial"),
                        Columns.optionalText(row, "manufacturer"),
                        Columns.optionalText(row, "model")),
                Columns.instant(row, "created_at"),
                Columns.optionalUuid(row, "came_from").map(DeviceId::new),
                Columns.optionalUuid(row, "merged_into").map(DeviceId::new));
    }

    private static Problem unknown(DeviceId device) {
        return new Problem(ProblemCode.NOT_FOUND, "there is no device " + device);
    }
}
