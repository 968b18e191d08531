package dev.rollcall.server.export;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.device.query.Freshness;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The devices that were enrolled, and where, at the instant of an export. */
final class ExportedDevices {

    /** The living enrollment of a record that was part of this one. */
    private static final String PART =
            """
            FROM device_merge m JOIN enrollment o ON o.district_id = m.district_id
                AND o.device_id = m.from_id
                AND o.started_at <= :at AND (o.ended_at IS NULL OR o.ended_at > :at)
            WHERE m.district_id = d.district_id AND m.into_id = d.id
                AND m.valid_from <= :at AND (m.valid_to IS NULL OR m.valid_to > :at)
            """;

    /**
     * Enrolled and placed at the instant; a device has one placement and one living enrollment
     * then, its own or that of a record that was part of it. What was part of another is no device.
     * Parts are looked for only where a record has no enrollment of its own: few are merged.
     */
    private static final String PLACED =
            """
            JOIN device_placement pl ON pl.district_id = d.district_id AND pl.device_id = d.id
                AND pl.valid_from <= :at AND (pl.valid_to IS NULL OR pl.valid_to > :at)
            LEFT JOIN enrollment e ON e.district_id = d.district_id AND e.device_id = d.id
                AND e.started_at <= :at AND (e.ended_at IS NULL OR e.ended_at > :at)
            LEFT JOIN device_presence p ON p.district_id = d.district_id AND p.device_id = d.id
            WHERE d.district_id = :district AND pl.unit_id = ANY(:units)
                AND (e.id IS NOT NULL OR EXISTS (SELECT 1 %s))
                AND NOT EXISTS (SELECT 1 FROM device_merge g WHERE g.district_id = d.district_id
                    AND g.from_id = d.id
                    AND g.valid_from <= :at AND (g.valid_to IS NULL OR g.valid_to > :at))
            """
                    .formatted(PART);

    private static final String ALL = "FROM device d " + PLACED;

    /** H2 reads the whole district for {@code = ANY}, and only these devices for a join. */
    private static final String ASKED =
            """
            FROM UNNEST(CAST(:devices AS UUID ARRAY)) asked (id)
            JOIN device d ON d.district_id = :district AND d.id = asked.id
            """
                    + PLACED;

    /**
     * As was known at the instant: a sighting that went on then counts as a check-in then. One that
     * was carried over by a merge begins with that, after its last check-in.
     */
    static final String LAST_CHECK_IN =
            """
            CASE WHEN p.last_check_in <= :at AND p.sighted_from <= :at THEN p.last_check_in
                WHEN p.sighted_from <= :at THEN CAST(:at AS TIMESTAMP WITH TIME ZONE)
                ELSE (SELECT MAX(CASE WHEN s.to_at <= :at THEN s.to_at
                        ELSE CAST(:at AS TIMESTAMP WITH TIME ZONE) END)
                    FROM device_sighting s WHERE s.district_id = d.district_id
                        AND s.device_id = d.id AND s.from_at <= :at) END
            """;

    private static final String COLUMNS =
            """
            SELECT d.id, pl.unit_id, d.label, d.hostname, d.serial,
                COALESCE(e.started_at, (SELECT MAX(o.started_at) %1$s)) AS started_at,
                COALESCE(e.key_protection, (SELECT MAX(o.key_protection) %1$s)) AS key_protection,
                p.agent_version, %2$s AS last_check_in
            """
                    .formatted(PART, LAST_CHECK_IN);

    private static final String IS_FRESH =
            """
            AND %s >= :fresh
            AND EXISTS (SELECT 1 FROM inventory_section i
                WHERE i.district_id = d.district_id AND i.device_id = d.id
                    AND i.valid_from <= :at AND (i.valid_to IS NULL OR i.valid_to > :at)
                    AND i.state = 'OK' AND i.collected_at >= :fresh)
            """
                    .formatted(LAST_CHECK_IN);

    /** With the district in front H2 reads in the order of the key, and stops after the page. */
    private static final String PAGE =
            """
            AND d.id > :after ORDER BY d.district_id, d.id FETCH FIRST :limit ROWS ONLY
            """;

    private ExportedDevices() {}

    /** In the order of ids. */
    static List<ExportedDevice> page(
            Handle handle,
            ExportRequest request,
            Collection<UnitId> units,
            Optional<DeviceId> after,
            int limit) {
        var sql = COLUMNS + ALL + PAGE;
        return bind(handle.createQuery(sql), request, units)
                .bind("after", after.map(DeviceId::value).orElse(new UUID(0, 0)))
                .bind("limit", limit)
                .map((row, c) -> ExportedDevice.read(row))
                .list();
    }

    /** Of these devices; one that was not enrolled then is left out. */
    static List<ExportedDevice> of(
            Handle handle,
            ExportRequest request,
            Collection<UnitId> units,
            Collection<DeviceId> devices) {
        return bind(handle.createQuery(COLUMNS + ASKED + "ORDER BY d.id"), request, units)
                .bindArray("devices", UUID.class, devices.stream().map(DeviceId::value).toList())
                .map((row, c) -> ExportedDevice.read(row))
                .list();
    }

    static long count(Handle handle, ExportRequest request, Collection<UnitId> units) {
        return bind(handle.createQuery("SELECT COUNT(*) " + ALL), request, units)
                .mapTo(Long.class)
                .one();
    }

    /** Those that had checked in and whose inventory was collected shortly before the instant. */
    static long fresh(Handle handle, ExportRequest request, Collection<UnitId> units) {
        return bind(handle.createQuery("SELECT COUNT(*) " + ALL + IS_FRESH), request, units)
                .bind("fresh", request.asOf().minus(Freshness.WITHIN))
                .mapTo(Long.class)
                .one();
    }

    /** Like {@link #fresh} among these devices. */
    static long freshOf(Handle handle, ExportRequest request, Collection<DeviceId> devices) {
        var sql = "SELECT COUNT(*) " + ASKED + IS_FRESH;
        return bind(handle.createQuery(sql), request, request.units())
                .bind("fresh", request.asOf().minus(Freshness.WITHIN))
                .bindArray("devices", UUID.class, devices.stream().map(DeviceId::value).toList())
                .mapTo(Long.class)
                .one();
    }

    private static Query bind(Query query, ExportRequest request, Collection<UnitId> units) {
        return query.registerArrayType(UUID.class, "uuid")
                .bind("at", request.asOf())
                .bind("district", request.district())
                .bindArray("units", UUID.class, units.stream().map(UnitId::value).toList());
    }
}
