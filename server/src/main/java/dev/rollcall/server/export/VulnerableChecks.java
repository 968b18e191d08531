package dev.rollcall.server.export;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What the packages of devices have, as far as was imported. */
final class VulnerableChecks {

    private VulnerableChecks() {}

    /**
     * Of one device.
     *
     * @param whole whether all its packages could be read: else there may be more
     * @param fixableGrave how many of high or critical severity have a fix
     * @param newest when the newest record about its system was modified
     * @param collectedAt when its packages were
     */
    record Found(
            boolean whole, String worst, int fixableGrave, Instant newest, Instant collectedAt) {}

    /**
     * Of those about which anything is known. What was imported is about now: of the past nothing
     * is known.
     */
    static Map<DeviceId, Found> of(
            Handle handle, ExportRequest request, Collection<ExportedDevice> devices) {
        var found = new HashMap<DeviceId, Found>();
        if (request.aboutThePast()) {
            return found;
        }
        handle.createQuery(
                        """
                        SELECT s.device_id, s.collected_at, m.whole, m.worst, m.fixable_grave,
                            e.newest
                        FROM UNNEST(CAST(:devices AS UUID ARRAY)) asked (id)
                        JOIN inventory_section s ON s.district_id = :district
                            AND s.device_id = asked.id AND s.kind = 'packages'
                            AND s.valid_to IS NULL AND s.state = 'OK'
                        JOIN inventory_section o ON o.district_id = s.district_id
                            AND o.device_id = s.device_id AND o.kind = 'operating-system'
                            AND o.valid_to IS NULL AND o.state = 'OK'
                        JOIN vulnerability_match m ON m.district_id = s.district_id
                            AND m.packages = s.digest AND m.system = o.system
                        JOIN vulnerability_ecosystem e ON e.district_id = m.district_id
                            AND e.ecosystem = m.ecosystem
                        """)
                .registerArrayType(UUID.class, "uuid")
                .bind("district", request.district())
                .bindArray(
                        "devices", UUID.class, devices.stream().map(d -> d.id().value()).toList())
                .map((row, c) ->
                        Map.entry(
                                new DeviceId(Columns.uuid(row, "device_id")),
                                new Found(
                                        row.getBoolean("whole"),
                                        row.getString("worst"),
                                        row.getInt("fixable_grave"),
                                        Columns.instant(row, "newest"),
                                        Columns.instant(row, "collected_at"))))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }
}
