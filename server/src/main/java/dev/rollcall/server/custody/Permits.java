package dev.rollcall.server.custody;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.custody.Permit.Purpose;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Every permit. A device has one valid permit for a purpose: a new one takes its place. */
public final class Permits {

    private static final String COLUMNS =
            """
            SELECT p.district_id, p.id, p.device_id, p.purpose, p.given_at, p.given_by,
                   p.valid_until, p.used_at, p.withdrawn_at
            FROM custody_permit p
            """;

    private static final String VALID =
            """
             WHERE p.district_id = :district AND p.device_id = :device AND p.purpose = :purpose
               AND p.valid_until > :now AND p.used_at IS NULL AND p.withdrawn_at IS NULL
            """;

    private final IdSource ids;

    public Permits(IdSource ids) {
        this.ids = ids;
    }

    Permit give(
            Handle handle,
            DistrictId district,
            DeviceId device,
            Purpose purpose,
            String by,
            Instant now,
            Instant until) {
        valid(handle, district, device, purpose, now)
                .ifPresent(before -> withdraw(handle, before, now));
        var permit =
                new Permit(
                        district,
                        ids.next(),
                        device,
                        purpose,
                        now,
                        by,
                        until,
                        Optional.empty(),
                        Optional.empty());
        handle.createUpdate(
                        """
                        INSERT INTO custody_permit
                            (district_id, id, device_id, purpose, given_at, given_by, valid_until)
                        VALUES (:district, :id, :device, :purpose, :now, :by, :until)
                        """)
                .bind("district", district)
                .bind("id", permit.id())
                .bind("device", device)
                .bind("purpose", purpose.word())
                .bind("now", now)
                .bind("by", by)
                .bind("until", until)
                .execute();
        return permit;
    }

    Optional<Permit> valid(
            Handle handle, DistrictId district, DeviceId device, Purpose purpose, Instant now) {
        return handle.createQuery(COLUMNS + VALID)
                .bind("district", district)
                .bind("device", device)
                .bind("purpose", purpose.word())
                .bind("now", now)
                .map((row, c) -> read(row))
                .findFirst();
    }

    void use(Handle handle, Permit permit, Instant now) {
        handle.execute(
                "UPDATE custody_permit SET used_at = ? WHERE district_id = ? AND id = ?",
                now,
                permit.district(),
                permit.id());
    }

    /** Whether the device was given a permit at that very moment, and has it still. */
    boolean given(Handle handle, DistrictId district, DeviceId device, Instant at) {
        return handle.createQuery(
                        """
                        SELECT 1 FROM custody_permit
                        WHERE district_id = ? AND device_id = ? AND given_at = ?
                            AND used_at IS NULL AND withdrawn_at IS NULL
                        """)
                .bind(0, district)
                .bind(1, device)
                .bind(2, at)
                .mapTo(Integer.class)
                .findFirst()
                .isPresent();
    }

    /** False when it was used or withdrawn already. */
    boolean withdraw(Handle handle, Permit permit, Instant now) {
        return handle.execute(
                        """
                        UPDATE custody_permit SET withdrawn_at = ?
                        WHERE district_id = ? AND id = ? AND used_at IS NULL AND withdrawn_at IS NULL
                        """,
                        now,
                        permit.district(),
                        permit.id())
                == 1;
    }

    Optional<Permit> find(Handle handle, DistrictId district, UUID id) {
        return handle.createQuery(COLUMNS + " WHERE p.district_id = ? AND p.id = ?")
                .bind(0, district)
                .bind(1, id)
                .map((row, c) -> read(row))
                .findOne();
    }

    /** Of devices in these units, newest first. */
    List<Permit> list(Handle handle, Asked asked, Optional<UUID> below, int limit) {
        var query =
                handle.createQuery(
                                COLUMNS
                                        + OF_UNITS
                                        + (asked.device().isPresent()
                                                ? " AND p.device_id = :device"
                                                : "")
                                        + asked.state().map(Permits::inState).orElse("")
                                        + " ORDER BY p.id DESC FETCH FIRST :limit ROWS ONLY")
                        .registerArrayType(UUID.class, "uuid")
                        .bind("district", asked.district())
                        .bindArray(
                                "units",
                                UUID.class,
                                asked.units().stream().map(UnitId::value).toList())
                        .bind("below", below.orElse(new UUID(-1, -1)))
                        .bind("now", asked.now())
                        .bind("limit", limit);
        asked.device().ifPresent(device -> query.bind("device", device));
        return query.map((row, c) -> read(row)).list();
    }

    private static final String OF_UNITS =
            """
             JOIN device d ON d.district_id = p.district_id AND d.id = p.device_id
            WHERE p.district_id = :district AND d.unit_id = ANY(:units) AND p.id < :below
              AND p.given_at <= :now
            """;

    /** Which permits. */
    record Asked(
            DistrictId district,
            Collection<UnitId> units,
            Optional<DeviceId> device,
            Optional<Permit.State> state,
            Instant now) {}

    private static String inState(Permit.State state) {
        return switch (state) {
            case VALID ->
                    " AND p.used_at IS NULL AND p.withdrawn_at IS NULL AND p.valid_until > :now";
            case USED -> " AND p.used_at IS NOT NULL";
            case WITHDRAWN -> " AND p.used_at IS NULL AND p.withdrawn_at IS NOT NULL";
            case EXPIRED ->
                    " AND p.used_at IS NULL AND p.withdrawn_at IS NULL AND p.valid_until <= :now";
        };
    }

    private static Permit read(ResultSet row) throws SQLException {
        return new Permit(
                new DistrictId(Columns.uuid(row, "district_id")),
                Columns.uuid(row, "id"),
                new DeviceId(Columns.uuid(row, "device_id")),
                Purpose.of(row.getString("purpose")),
                Columns.instant(row, "given_at"),
                row.getString("given_by"),
                Columns.instant(row, "valid_until"),
                Columns.optionalInstant(row, "used_at"),
                Columns.optionalInstant(row, "withdrawn_at"));
    }
}
