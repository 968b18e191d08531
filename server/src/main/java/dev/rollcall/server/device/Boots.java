package dev.rollcall.server.device;

import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.PlainText;
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
    private static final int LONGEST = 32;

    /** Before what a machine held of its conversation. A boot that is named so is not looked at. */
    private static final String HELD = "held:";

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
        if (last.bootId().equals(boot)) {
            throw new IllegalArgumentException("the boot has not changed");
        }
        forgetOld(handle, device, now);
        var verdict = judge(of(handle, device), boot, now);
        replaced(handle, device, last.bootId(), last.sighting().to());
        returned(handle, device, boot, verdict, now);
        return verdict;
    }

    /**
     * Records that a check-in of the same boot did not echo what was given last, and says what that
     * means: machines that were copied with their memory have one boot, and hold a thread of the
     * conversation each. What was given to one takes the place of what the other holds, and comes
     * back; a reply that was lost does not, and a machine that was set back forgets what it held.
     *
     * @param last what was known until now
     * @param echoed what the agent holds
     */
    public Verdict forked(
            Handle handle,
            EnrolledDevice device,
            Presences.Standing last,
            String echoed,
            Instant now) {
        var given = last.continuation().orElseThrow().current();
        forgetOld(handle, device, now);
        var held = HELD + PlainText.line(echoed, LONGEST);
        var verdict = judge(rows(handle, device, true), held, now);
        replaced(handle, device, HELD + given, last.sighting().to());
        returned(handle, device, held, verdict, now);
        return verdict;
    }

    private static void returned(
            Handle handle, EnrolledDevice device, String boot, Verdict verdict, Instant now) {
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

    private static void replaced(
            Handle handle, EnrolledDevice device, String boot, Instant lastSeen) {
        int known =
                handle.execute(
                        """
                        UPDATE device_boot SET last_seen = ?
                        WHERE district_id = ? AND enrollment_id = ? AND boot_id = ?
                        """,
                        lastSeen,
                        device.district(),
                        device.enrollment(),
                        boot);
        if (known == 0 && rows(handle, device, boot.startsWith(HELD)).size() < MOST) {
            handle.execute(
                    """
                    INSERT INTO device_boot
                        (district_id, enrollment_id, boot_id, device_id, last_seen)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                    device.district(),
                    device.enrollment(),
                    boot,
                    device.device(),
                    lastSeen);
        }
    }

    /** Those of the last hour, latest first; not the one that is there now, unless it came back. */
    public List<Boot> of(Handle handle, EnrolledDevice device) {
        return rows(handle, device, false);
    }

    private static List<Boot> rows(Handle handle, EnrolledDevice device, boolean held) {
        return handle.createQuery(
                        """
                        SELECT boot_id, last_seen, returned_at FROM device_boot
                        WHERE district_id = ? AND enrollment_id = ?
                            AND (boot_id LIKE ?) = ?
                        ORDER BY last_seen DESC, boot_id LIMIT ?
                        """)
                .bind(0, device.district())
                .bind(1, device.enrollment())
                .bind(2, HELD + "%")
                .bind(3, held)
                .bind(4, MOST)
                .map((row, c) ->
                        new Boot(
                                row.getString("boot_id"),
                                Columns.instant(row, "last_seen"),
                                Columns.optionalInstant(row, "returned_at")))
                .list();
    }
}
