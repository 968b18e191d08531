package dev.rollcall.server.policy;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.storage.Columns;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The devices in units that a living enrollment answers for. Asked by a join, because H2 reads the
 * whole district for {@code = ANY}.
 */
final class ReachedDevices {

    private static final String LIVING =
            """
            FROM UNNEST(CAST(:units AS UUID ARRAY)) asked (id)
            JOIN device d ON d.district_id = :district AND d.unit_id = asked.id
            WHERE EXISTS (SELECT 1 FROM enrollment e WHERE e.district_id = d.district_id
                    AND e.record_id = d.id AND e.ended_at IS NULL)
            """;

    private ReachedDevices() {}

    static List<DeviceId> in(Handle handle, DistrictId district, Collection<UnitId> units) {
        if (units.isEmpty()) {
            return List.of();
        }
        return handle.createQuery("SELECT d.id " + LIVING)
                .registerArrayType(UUID.class, "uuid")
                .bind("district", district)
                .bindArray("units", UUID.class, units.stream().map(UnitId::value).toList())
                .map((row, c) -> new DeviceId(Columns.uuid(row, "id")))
                .list();
    }

    static int count(Handle handle, DistrictId district, Collection<UnitId> units) {
        if (units.isEmpty()) {
            return 0;
        }
        return handle.createQuery("SELECT COUNT(*) " + LIVING)
                .registerArrayType(UUID.class, "uuid")
                .bind("district", district)
                .bindArray("units", UUID.class, units.stream().map(UnitId::value).toList())
                .mapTo(Integer.class)
                .one();
    }
}
