package dev.rollcall.server.policy;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.policy.SettingResult;
import dev.rollcall.common.policy.SettingState;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.PlainText;
import dev.rollcall.server.storage.TouchedDevices;
import dev.rollcall.server.storage.TouchedDevices.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** How settings held on devices, with their past: a new row only when a state changed. */
final class PolicyResults {

    /** The longest age that is believed. */
    private static final Duration OLDEST = Duration.ofDays(3650);

    private static final int LONGEST_DETAIL = 300;

    private PolicyResults() {}

    /**
     * What is known of one setting on one device.
     *
     * @param policy hash of the document that the result is about
     * @param since when the state was first reported
     */
    record Known(
            String key,
            SettingState state,
            String detail,
            Digest policy,
            Instant checkedAt,
            Instant since) {}

    static Map<String, Known> of(Handle handle, DistrictId district, DeviceId device) {
        var known = new HashMap<String, Known>();
        handle.createQuery(
                        """
                        SELECT setting_key, state, detail, policy_hash, checked_at, valid_from
                        FROM policy_result
                        WHERE district_id = :district AND device_id = :device AND valid_to IS NULL
                        """)
                .bind("district", district)
                .bind("device", device)
                .map((row, c) ->
                        new Known(
                                row.getString("setting_key"),
                                SettingState.valueOf(
                                        row.getString("state").toUpperCase(Locale.ROOT)),
                                row.getString("detail"),
                                Columns.digest(row, "policy_hash"),
                                Columns.instant(row, "checked_at"),
                                Columns.instant(row, "valid_from")))
                .forEach(result -> known.put(result.key(), result));
        return known;
    }

    /** Records a report; what it is no longer about ends. */
    static void record(
            Handle handle,
            DistrictId district,
            DeviceId device,
            Digest policy,
            ReportedResults report,
            Instant now) {
        var before = of(handle, district, device);
        var said = report.believed();
        var ends = handle.prepareBatch(END);
        var updates = handle.prepareBatch(UPDATE);
        var inserts = handle.prepareBatch(INSERT);
        before.values().stream()
                .filter(known -> ends(known, report, said) && known.since().isBefore(now))
                .forEach(known ->
                        ends.bind("now", now)
                                .bind("district", district)
                                .bind("device", device)
                                .bind("key", Digest.of(known.key()))
                                .add());
        said.forEach((key, result) -> {
            var known = before.get(key);
            var goesOn =
                    known != null
                            && (known.state() == result.state() || !known.since().isBefore(now));
            var batch = goesOn ? updates : inserts;
            batch.bind("district", district)
                    .bind("device", device)
                    .bind("keyHash", Digest.of(key))
                    .bind("state", result.state().name().toLowerCase(Locale.ROOT))
                    .bind("detail", PlainText.line(result.detail(), LONGEST_DETAIL))
                    .bind("policy", policy)
                    .bind("checked", now.minus(bounded(result.age())));
            if (!goesOn) {
                batch.bind("key", key).bind("now", now);
            }
            batch.add();
        });
        for (var batch : List.of(ends, updates, inserts)) {
            if (batch.size() > 0) {
                batch.execute();
            }
        }
        TouchedDevices.note(handle, district, device, Part.POLICY);
    }

    private static final String END =
            """
            UPDATE policy_result SET valid_to = :now
            WHERE district_id = :district AND device_id = :device AND key_hash = :key
                AND valid_to IS NULL
            """;

    private static final String UPDATE =
            """
            UPDATE policy_result SET state = :state, detail = :detail, policy_hash = :policy,
                checked_at = :checked
            WHERE district_id = :district AND device_id = :device AND key_hash = :keyHash
                AND valid_to IS NULL
            """;

    private static final String INSERT =
            """
            INSERT INTO policy_result (district_id, device_id, key_hash, setting_key, state, detail,
                policy_hash, checked_at, valid_from)
            VALUES (:district, :device, :keyHash, :key, :state, :detail, :policy, :checked, :now)
            """;

    private static boolean ends(
            Known known, ReportedResults report, Map<String, SettingResult> said) {
        var now = said.get(known.key());
        return now == null ? !report.keys().contains(known.key()) : now.state() != known.state();
    }

    private static Duration bounded(Duration age) {
        if (age.isNegative()) {
            return Duration.ZERO;
        }
        return age.compareTo(OLDEST) > 0 ? OLDEST : age;
    }
}
