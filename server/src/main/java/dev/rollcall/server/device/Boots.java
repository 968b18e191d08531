package dev.rollcall.server.device;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.server.storage.Columns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Which boots an enrollment was lately seen with. A device has one boot after another, and none of
 * them comes back; machines that share a copied disk take turns. Only a change of boot is written.
 */
public final class Boots {

    /** A boot that was not seen for so long says nothing about how many live now. */
    public static final Duration ALIVE = Duration.ofHours(1);

    private static final int MOST = 500;

    /**
     * A boot that another one followed.
     *
     * @param returned when it last came back after another was seen
     */
    public record Boot(String id, Instant lastSeen, Optional<Instant> returned) {

        boolean lately(Instant now) {
            return !lastSeen.plus(ALIVE).isBefore(now);
        }

        boolean returnedLately(Instant now) {
            return returned.filter(at -> !at.plus(ALIVE).isBefore(now)).isPresent();
        }
    }

    /** What a boot id that took the place of another one says. */
    public enum Verdict {
        /** Never seen: the device restarted, or another machine shows up. */
        NEW,
        /** Seen before: two machines live, or one was set back to a snapshot of its memory. */
        RETURNED,
        /** Two boots came back, each after the other: no one machine does that. */
        TWO_LIVE
    }

    /**
     * Pure.
     *
     * @param before boots of the enrollment
     * @param boot that a check-in names and that is not the last one
     */
    public static Verdict judge(List<Boot> before, String boot, Instant now) {
        boolean known = before.stream().anyMatch(b -> b.id().equals(boot) && b.lately(now));
        if (!known) {
            return Verdict.NEW;
        }
        boolean another =
                before.stream().anyMatch(b -> !b.id().equals(boot) && b.returnedLately(now));
        return another ? Verdict.TWO_LIVE : Verdict.RETURNED;
    }

    /**
     * Records that a check-in came from another boot than the last one, and says what that means.
     *
     * @param last what was known until now
     */
    public Verdict changed(
            Handle handle,
            EnrolledDevice device,
            Presences.Standing last,
            String boot,
            Instant now) {
        forgetOld(handle, device, now);
        var verdict = judge(of(handle, device.district(), device.enrollment()), boot, now);
        if (last.bootId().equals(boot)) {
            throw new IllegalArgumentException("the boot has not changed");
        }
        left(handle, device, last);
        if (verdict != Verdict.NEW) {
            handle.execute(
                    """
                    UPDATE device_boot SET returned_at = ?
                    WHERE district_id = ? AND enrollment_id = ? AND boot_id = ?
                    """,
                    now,
                    device.district(),
                    device.enrollment(),
                    boot);
        }
        return verdict;
    }

    private static void forgetOld(Handle handle, EnrolledDevice device, Instant now) {
        handle.execute(
                """
                DELETE FROM device_boot
                WHERE district_id = ? AND enrollment_id = ? AND last_seen < ?
                    AND (returned_at IS NULL OR returned_at < ?)
                """,
                device.district(),
                device.enrollment(),
                now.minus(ALIVE),
                now.minus(ALIVE));
    }

    private static void left(Handle handle, EnrolledDevice device, Presences.Standing last) {
        int known =
                handle.execute(
                        """
                        UPDATE device_boot SET last_seen = ?
                        WHERE district_id = ? AND enrollment_id = ? AND boot_id = ?
                        """,
                        last.sighting().to(),
                        device.district(),
                        device.enrollment(),
                        last.bootId());
        if (known == 0) {
            handle.execute(
                    """
                    INSERT INTO device_boot
                        (district_id, enrollment_id, boot_id, device_id, last_seen)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                    device.district(),
                    device.enrollment(),
                    last.bootId(),
                    device.device(),
                    last.sighting().to());
        }
    }

    /** Those of the last hour, latest first; not the one that is there now, unless it came back. */
    public List<Boot> of(Handle handle, DistrictId district, EnrollmentId enrollment) {
        return handle.createQuery(
                        """
                        SELECT boot_id, last_seen, returned_at FROM device_boot
                        WHERE district_id = ? AND enrollment_id = ?
                        ORDER BY last_seen DESC, boot_id LIMIT ?
                        """)
                .bind(0, district)
                .bind(1, enrollment)
                .bind(2, MOST)
                .map((row, c) ->
                        new Boot(
                                row.getString("boot_id"),
                                Columns.instant(row, "last_seen"),
                                Columns.optionalInstant(row, "returned_at")))
                .list();
    }
}
