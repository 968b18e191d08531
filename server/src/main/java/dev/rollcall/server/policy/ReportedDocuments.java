package dev.rollcall.server.policy;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.storage.Validity;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Which document the results of a device were about, with its past. */
final class ReportedDocuments {

    private static final Validity REPORTS =
            Validity.of("policy_report", "district_id", "device_id");

    private ReportedDocuments() {}

    /** From now on its results are about this one; again the same changes nothing. */
    static void record(
            Handle handle, DistrictId district, DeviceId device, Digest policy, Instant now) {
        if (isReported(handle, district, device, policy)) {
            return;
        }
        REPORTS.end(handle, now, key -> key.set(district.value()).set(device.value()));
        handle.execute(
                """
                INSERT INTO policy_report (district_id, device_id, policy_hash, valid_from)
                VALUES (?, ?, ?, ?)
                """,
                district,
                device,
                policy,
                now);
    }

    private static boolean isReported(
            Handle handle, DistrictId district, DeviceId device, Digest policy) {
        return handle.createQuery(
                        """
                        SELECT 1 FROM policy_report
                        WHERE district_id = ? AND device_id = ? AND valid_to IS NULL
                            AND policy_hash = ?
                        """)
                .bind(0, district)
                .bind(1, device)
                .bind(2, policy)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }
}
