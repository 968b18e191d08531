package dev.rollcall.server.export;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** How settings held on devices at an instant. */
final class PolicyChecks {

    private PolicyChecks() {}

    /**
     * One setting on one device.
     *
     * @param state the word of the setting's state
     * @param policy hash of the document that the device had reported about by then
     */
    record Recorded(
            DeviceId device,
            String key,
            String state,
            String detail,
            Digest policy,
            Instant checkedAt) {}

    static Map<DeviceId, List<Recorded>> at(
            Handle handle, DistrictId district, Collection<DeviceId> devices, Instant at) {
        return handle
                .createQuery(
                        """
                        SELECT r.device_id, r.setting_key, r.state, r.detail, r.checked_at,
                            p.policy_hash
                        FROM UNNEST(CAST(:devices AS UUID ARRAY)) asked (id)
                        JOIN policy_result r ON r.district_id = :district AND r.device_id = asked.id
                        JOIN policy_report p ON p.district_id = :district AND p.device_id = asked.id
                        WHERE r.valid_from <= :at AND (r.valid_to IS NULL OR r.valid_to > :at)
                            AND p.valid_from <= :at AND (p.valid_to IS NULL OR p.valid_to > :at)
                        ORDER BY r.device_id, r.setting_key
                        """)
                .registerArrayType(UUID.class, "uuid")
                .bind("district", district)
                .bindArray("devices", UUID.class, devices.stream().map(DeviceId::value).toList())
                .bind("at", at)
                .map((row, c) ->
                        new Recorded(
                                new DeviceId(Columns.uuid(row, "device_id")),
                                row.getString("setting_key"),
                                row.getString("state"),
                                row.getString("detail"),
                                Columns.digest(row, "policy_hash"),
                                Columns.instant(row, "checked_at")))
                .stream()
                .collect(Collectors.groupingBy(Recorded::device));
    }
}
