package dev.rollcall.server.job;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.query.DeviceSelection;
import dev.rollcall.server.device.query.Query;
import dev.rollcall.server.storage.Columns;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Selects by the query language: devices that surely match, with what their agents can do. A target
 * is named by the record that its enrollment joined as: an order names the same one for as long as
 * the enrollment lives, whatever records are merged meanwhile.
 */
public final class QueryTargets implements Targets {

    private final DeviceSelection selection;
    private final InstantSource clock;

    public QueryTargets(DeviceSelection selection, InstantSource clock) {
        this.selection = selection;
        this.clock = clock;
    }

    @Override
    public Selection select(Handle handle, DistrictId district, Set<UnitId> units, String query) {
        var asked =
                new DeviceSelection.Question(district, units, Query.parse(query), clock.instant());
        var matching = selection.matching(handle, asked);
        var reachable = reachable(handle, district, matching);
        return new Selection(reachable, matching.size() - reachable.size());
    }

    private static List<Target> reachable(
            Handle handle, DistrictId district, List<DeviceId> devices) {
        return handle.createQuery(
                        """
                        SELECT e.device_id, d.unit_id, e.id AS enrollment_id, p.actions
                        FROM UNNEST(CAST(:devices AS UUID ARRAY)) chosen (id)
                        JOIN device d ON d.district_id = :district AND d.id = chosen.id
                        JOIN enrollment e ON e.district_id = d.district_id AND e.record_id = d.id
                            AND e.ended_at IS NULL
                        LEFT JOIN device_presence p ON p.district_id = d.district_id
                            AND p.device_id = d.id AND p.enrollment_id = e.id
                        ORDER BY d.id
                        """)
                .registerArrayType(UUID.class, "uuid")
                .bind("district", district)
                .bindArray("devices", UUID.class, devices.stream().map(DeviceId::value).toList())
                .map((row, c) ->
                        new Target(
                                new EnrolledDevice(
                                        district,
                                        new DeviceId(Columns.uuid(row, "device_id")),
                                        new EnrollmentId(Columns.uuid(row, "enrollment_id")),
                                        new UnitId(Columns.uuid(row, "unit_id"))),
                                Columns.optionalText(row, "actions")
                                        .map(names -> Set.of(names.split(" ")))))
                .list();
    }
}
