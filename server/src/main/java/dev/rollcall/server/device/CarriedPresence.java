package dev.rollcall.server.device;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Lets an enrollment's conversation go on under another record: the continuation that its agent
 * holds, its boot, and when it was last seen. Sightings of the past stay with the record that they
 * were of; for the other one they begin at the merge.
 */
public final class CarriedPresence implements RecordKeeper {

    @Override
    public void merged(Handle handle, Merge merge, boolean goesOn) {
        if (goesOn) {
            carry(handle, merge.district(), merge.from(), merge.into(), merge.since());
            describe(handle, merge);
        }
    }

    @Override
    public List<String> unmerged(Handle handle, Merge merge, boolean goesBack, Instant now) {
        if (goesBack) {
            carry(handle, merge.district(), merge.into(), merge.from(), now);
            restore(handle, merge);
        }
        return List.of();
    }

    private static void carry(
            Handle handle, DistrictId district, DeviceId from, DeviceId to, Instant now) {
        keepSighting(handle, district, to);
        handle.execute(
                "DELETE FROM device_presence WHERE district_id = ? AND device_id = ?",
                district,
                to);
        handle.createUpdate(
                        """
                        INSERT INTO device_presence (district_id, device_id, enrollment_id,
                            last_check_in, session_since, address_kind, sighted_from, boot_id,
                            continuation, continuation_before, epoch, fork_suspected_at,
                            forks_suspected, agent_version, platform, hostname, key_protection,
                            actions, settings, clone_case)
                        SELECT district_id, CAST(:to AS UUID), enrollment_id,
                            last_check_in, session_since, address_kind,
                            CAST(:now AS TIMESTAMP WITH TIME ZONE), boot_id,
                            continuation, continuation_before, epoch, fork_suspected_at,
                            forks_suspected, agent_version, platform, hostname, key_protection,
                            actions, settings, clone_case
                        FROM device_presence WHERE district_id = :district AND device_id = :from
                        """)
                .bind("to", to)
                .bind("now", now)
                .bind("district", district)
                .bind("from", from)
                .execute();
    }

    /** One that began after its last check-in was carried, and nothing was seen since. */
    private static void keepSighting(Handle handle, DistrictId district, DeviceId of) {
        handle.createUpdate(
                        """
                        INSERT INTO device_sighting
                            (district_id, device_id, enrollment_id, from_at, to_at, address_kind)
                        SELECT p.district_id, p.device_id, p.enrollment_id, p.sighted_from,
                            p.last_check_in, p.address_kind
                        FROM device_presence p
                        WHERE p.district_id = :district AND p.device_id = :of
                            AND p.sighted_from <= p.last_check_in
                            AND NOT EXISTS (SELECT 1 FROM device_sighting s
                                WHERE s.district_id = p.district_id AND s.device_id = p.device_id
                                    AND s.from_at = p.sighted_from)
                        """)
                .bind("district", district)
                .bind("of", of)
                .execute();
    }

    /** The record that was lent the conversation was last seen when it was before that. */
    private static void restore(Handle handle, Merge merge) {
        keepSighting(handle, merge.district(), merge.into());
        int restored =
                handle.createUpdate(
                                """
                                UPDATE device_presence SET clone_case = NULL,
                                    (enrollment_id, sighted_from, last_check_in, address_kind) =
                                        (SELECT s.enrollment_id, s.from_at, s.to_at, s.address_kind
                                        FROM device_sighting s
                                        WHERE s.district_id = :district AND s.device_id = :into
                                            AND s.to_at <= :since
                                        ORDER BY s.from_at DESC FETCH FIRST 1 ROWS ONLY)
                                WHERE district_id = :district AND device_id = :into
                                    AND EXISTS (SELECT 1 FROM device_sighting s
                                        WHERE s.district_id = :district AND s.device_id = :into
                                            AND s.to_at <= :since)
                                """)
                        .bind("district", merge.district())
                        .bind("into", merge.into())
                        .bind("since", merge.since())
                        .execute();
        if (restored == 0) {
            handle.execute(
                    "DELETE FROM device_presence WHERE district_id = ? AND device_id = ?",
                    merge.district(),
                    merge.into());
        } else {
            // it is the one that may go on
            handle.execute(
                    """
                    DELETE FROM device_sighting
                    WHERE district_id = ? AND device_id = ? AND from_at =
                        (SELECT p.sighted_from FROM device_presence p
                        WHERE p.district_id = ? AND p.device_id = ?)
                    """,
                    merge.district(),
                    merge.into(),
                    merge.district(),
                    merge.into());
        }
    }

    /** What lists call it is what its living enrollment said; its label stays. */
    private static void describe(Handle handle, Merge merge) {
        handle.createUpdate(
                        """
                        UPDATE device SET
                            hostname = COALESCE((SELECT f.hostname FROM device f
                                WHERE f.district_id = :district AND f.id = :from), hostname),
                            serial = COALESCE((SELECT f.serial FROM device f
                                WHERE f.district_id = :district AND f.id = :from), serial),
                            manufacturer = COALESCE((SELECT f.manufacturer FROM device f
                                WHERE f.district_id = :district AND f.id = :from), manufacturer),
                            model = COALESCE((SELECT f.model FROM device f
                                WHERE f.district_id = :district AND f.id = :from), model)
                        WHERE district_id = :district AND id = :into
                        """)
                .bind("district", merge.district())
                .bind("from", merge.from())
                .bind("into", merge.into())
                .execute();
    }
}
