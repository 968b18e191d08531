package dev.rollcall.server.policy;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.device.Merge;
import dev.rollcall.server.device.RecordKeeper;
import dev.rollcall.server.storage.Validity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Lets what a device reported of its policy hold for another record: it is not reported again while
 * nothing changes.
 */
public final class CarriedResults implements RecordKeeper {

    private static final Validity REPORTS =
            Validity.of("policy_report", "district_id", "device_id");
    private static final Validity RESULTS =
            Validity.of("policy_result", "district_id", "device_id");

    @Override
    public void merged(Handle handle, Merge merge, boolean goesOn) {
        if (goesOn) {
            carry(handle, merge.district(), merge.from(), merge.into(), merge.since());
        }
    }

    @Override
    public List<String> unmerged(Handle handle, Merge merge, boolean goesBack, Instant now) {
        if (goesBack) {
            carry(handle, merge.district(), merge.into(), merge.from(), now);
            forget(handle, merge.district(), merge.into(), now);
            begin(
                    handle,
                    merge.district(),
                    merge.into(),
                    merge.into(),
                    now,
                    Optional.of(merge.since()));
        }
        return List.of();
    }

    private static void carry(
            Handle handle, DistrictId district, DeviceId from, DeviceId to, Instant now) {
        forget(handle, district, to, now);
        begin(handle, district, from, to, now, Optional.empty());
    }

    private static void forget(Handle handle, DistrictId district, DeviceId device, Instant now) {
        for (var rows : List.of(REPORTS, RESULTS)) {
            rows.end(handle, now, key -> key.set(district.value()).set(device.value()));
        }
    }

    /**
     * @param ended of what holds for {@code from}, or of what ended then
     */
    private static void begin(
            Handle handle,
            DistrictId district,
            DeviceId from,
            DeviceId to,
            Instant now,
            Optional<Instant> ended) {
        var report =
                """
                INSERT INTO policy_report (district_id, device_id, policy_hash, valid_from)
                SELECT district_id, CAST(:to AS UUID), policy_hash,
                    CAST(:now AS TIMESTAMP WITH TIME ZONE)
                FROM policy_report WHERE district_id = :district AND device_id = :from AND\
                """;
        var result =
                """
                INSERT INTO policy_result (district_id, device_id, key_hash, setting_key, state,
                    detail, policy_hash, checked_at, valid_from)
                SELECT district_id, CAST(:to AS UUID), key_hash, setting_key, state,
                    detail, policy_hash, checked_at, CAST(:now AS TIMESTAMP WITH TIME ZONE)
                FROM policy_result WHERE district_id = :district AND device_id = :from AND\
                """;
        for (var insert : new String[] {report, result}) {
            var rows = ended.isPresent() ? " valid_to = :ended" : " valid_to IS NULL";
            handle.createUpdate(insert + rows)
                    .bind("to", to)
                    .bind("now", now)
                    .bind("district", district)
                    .bind("from", from)
                    .bindMap(ended.map(at -> Map.<String, Object>of("ended", at)).orElse(Map.of()))
                    .execute();
        }
    }
}
