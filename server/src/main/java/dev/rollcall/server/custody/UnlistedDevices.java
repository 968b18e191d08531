package dev.rollcall.server.custody;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Enrolled devices that are none of the assets. Reads only. */
final class UnlistedDevices {

    private static final String ENROLLED =
            """
             FROM device d
            LEFT JOIN device_presence p ON p.district_id = d.district_id AND p.device_id = d.id
            WHERE d.district_id = :district AND d.unit_id = ANY(:units)
              AND EXISTS (SELECT 1 FROM enrollment e WHERE e.district_id = d.district_id
                AND e.record_id = d.id AND e.ended_at IS NULL)
            """;

    private static final String UNLISTED =
            ENROLLED
                    + """
                    AND NOT EXISTS (SELECT 1 FROM custody_device c
                        JOIN custody_asset_state s ON s.district_id = c.district_id
                            AND s.asset_id = c.asset_id AND s.valid_to IS NULL
                        WHERE c.district_id = d.district_id AND c.device_id = d.id
                          AND c.valid_to IS NULL)
                    """;

    private static final String COLUMNS =
            "SELECT d.id, d.unit_id, d.hostname, d.serial, d.model, p.last_check_in";

    private UnlistedDevices() {}

    /** A device that is enrolled and none of the assets. */
    record Unlisted(
            DeviceId id,
            UnitId unit,
            Optional<String> hostname,
            Optional<String> serial,
            Optional<String> model,
            Optional<Instant> lastCheckIn) {}

    /** In the order of ids. */
    static List<Unlisted> page(
            Handle handle, DistrictId district, Collection<UnitId> units, UUID after, int limit) {
        var sql =
                COLUMNS
                        + UNLISTED
                        + " AND d.id > :after ORDER BY d.district_id, d.id"
                        + " FETCH FIRST :limit ROWS ONLY";
        return bind(handle.createQuery(sql), district, units)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, c) ->
                        new Unlisted(
                                new DeviceId(Columns.uuid(row, "id")),
                                new UnitId(Columns.uuid(row, "unit_id")),
                                Columns.optionalText(row, "hostname"),
                                Columns.optionalText(row, "serial"),
                                Columns.optionalText(row, "model"),
                                Columns.optionalInstant(row, "last_check_in")))
                .list();
    }

    static long count(Handle handle, DistrictId district, Collection<UnitId> units) {
        return counted(handle, district, units, UNLISTED);
    }

    /** All that are enrolled. */
    static long enrolled(Handle handle, DistrictId district, Collection<UnitId> units) {
        return counted(handle, district, units, ENROLLED);
    }

    private static long counted(
            Handle handle, DistrictId district, Collection<UnitId> units, String which) {
        return bind(handle.createQuery("SELECT COUNT(*)" + which), district, units)
                .mapTo(Long.class)
                .one();
    }

    private static Query bind(Query query, DistrictId district, Collection<UnitId> units) {
        return query.registerArrayType(UUID.class, "uuid")
                .bind("district", district)
                .bindArray("units", UUID.class, units.stream().map(UnitId::value).toList());
    }
}
