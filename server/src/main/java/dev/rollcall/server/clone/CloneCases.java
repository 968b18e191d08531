package dev.rollcall.server.clone;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.Boots;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.Presences;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every case of clones, and its copies. */
public final class CloneCases {

    private static final Logger LOG = LoggerFactory.getLogger(CloneCases.class);

    private static final String CASES =
            """
            SELECT c.district_id, c.number, c.enrollment_id, e.record_id, c.since, c.settled_at,
                c.closed_at, c.closed_by, c.close_reason, c.keeper_boot
            FROM clone_case c
            JOIN enrollment e ON e.district_id = c.district_id AND e.id = c.enrollment_id
            """;

    /** Boots of a case that are remembered: what is named beyond tells no machines apart. */
    private static final int MOST_BOOTS = 5000;

    private final Presences presences;
    private final AuditLog audit;

    public CloneCases(Presences presences, AuditLog audit) {
        this.presences = presences;
        this.audit = audit;
    }

    /**
     * Opens a case for an enrollment whose boots have proven that several machines share it; its
     * presence says from now on that it is in quarantine.
     *
     * @param boots of the last hour, without the one that is there now
     * @param boot the one that is there now
     */
    public CloneCase open(
            Handle handle,
            EnrolledDevice device,
            List<Boots.Boot> boots,
            String boot,
            Instant now) {
        // what never came back may be what this very machine ran before it restarted
        var proven = boots.stream().filter(b -> b.returned().isPresent()).toList();
        var since = proven.stream().map(Boots.Boot::lastSeen).min(Instant::compareTo).orElse(now);
        var opened =
                new CloneCase(
                        device.district(),
                        next(handle, device.district()),
                        device.enrollment(),
                        device.device(),
                        since,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        handle.execute(
                """
                INSERT INTO clone_case (district_id, number, enrollment_id, device_id, since)
                VALUES (?, ?, ?, ?, ?)
                """,
                opened.district(),
                opened.number(),
                opened.enrollment(),
                opened.device(),
                opened.since());
        for (var copy : proven) {
            seen(handle, opened, copy.id(), copy.lastSeen());
            // whoever came back lives, although it is another one that speaks
            seen(handle, opened, copy.id(), now);
        }
        seen(handle, opened, boot, now);
        presences.quarantine(handle, device, Optional.of(opened.number()));
        audit.record(
                handle,
                AuditEvent.of(
                        device.district(),
                        Actor.device(device.enrollment().toString()),
                        now,
                        "clones-found",
                        "device",
                        device.device().toString(),
                        Map.of("case", opened.name())));
        LOG.warn(
                "several machines share one enrollment case={} device={} enrollment={}",
                opened.name(),
                device.device(),
                device.enrollment());
        return opened;
    }

    private static int next(Handle handle, DistrictId district) {
        return handle.createQuery(
                        """
                        SELECT COALESCE(MAX(number), 0) + 1 FROM clone_case WHERE district_id = ?
                        """)
                .bind(0, district)
                .mapTo(Integer.class)
                .one();
    }

    /** Records that a copy is there. */
    public void seen(Handle handle, CloneCase of, String boot, Instant now) {
        int known =
                handle.execute(
                        """
                        UPDATE clone_copy SET last_seen = ?
                        WHERE district_id = ? AND number = ? AND boot_id = ?
                        """,
                        now,
                        of.district(),
                        of.number(),
                        boot);
        if (known == 0 && boots(handle, of) < MOST_BOOTS) {
            handle.execute(
                    """
                    INSERT INTO clone_copy (district_id, number, boot_id, first_seen, last_seen)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                    of.district(),
                    of.number(),
                    boot,
                    now,
                    now);
        }
    }

    private static int boots(Handle handle, CloneCase of) {
        return handle.createQuery(
                        "SELECT COUNT(*) FROM clone_copy WHERE district_id = ? AND number = ?")
                .bind(0, of.district())
                .bind(1, of.number())
                .mapTo(Integer.class)
                .one();
    }

    /** A copy has an enrollment and a record of its own. */
    public void left(Handle handle, CloneCase of, String boot, EnrolledDevice own, Instant now) {
        handle.execute(
                """
                UPDATE clone_copy SET left_at = ?, device_id = ?, new_enrollment_id = ?
                WHERE district_id = ? AND number = ? AND boot_id = ?
                """,
                now,
                own.device(),
                own.enrollment(),
                of.district(),
                of.number(),
                boot);
    }

    /** The last copy keeps the record: the quarantine is over. */
    public void settle(
            Handle handle, CloneCase of, EnrolledDevice device, String boot, Instant now) {
        handle.execute(
                """
                UPDATE clone_copy SET kept_at = ?
                WHERE district_id = ? AND number = ? AND boot_id = ?
                """,
                now,
                of.district(),
                of.number(),
                boot);
        handle.execute(
                "UPDATE clone_case SET settled_at = ? WHERE district_id = ? AND number = ?",
                now,
                of.district(),
                of.number());
        presences.quarantine(handle, device, Optional.empty());
    }

    void close(Handle handle, CloneCase of, CloneCase.Closed closed) {
        handle.execute(
                """
                UPDATE clone_case SET closed_at = ?, closed_by = ?, close_reason = ?
                WHERE district_id = ? AND number = ?
                """,
                closed.at(),
                closed.by(),
                closed.reason(),
                of.district(),
                of.number());
    }

    void reopen(Handle handle, CloneCase of) {
        handle.execute(
                """
                UPDATE clone_case SET closed_at = NULL, closed_by = NULL, close_reason = NULL
                WHERE district_id = ? AND number = ?
                """,
                of.district(),
                of.number());
    }

    void keeper(Handle handle, CloneCase of, String boot) {
        handle.execute(
                "UPDATE clone_case SET keeper_boot = ? WHERE district_id = ? AND number = ?",
                boot,
                of.district(),
                of.number());
    }

    /** Boots of an enrollment that a person said are no clones of each other. */
    Set<String> notClones(Handle handle, DistrictId district, EnrollmentId enrollment) {
        return Set.copyOf(
                handle.createQuery(
                                """
                                SELECT DISTINCT o.boot_id FROM clone_case c
                                JOIN clone_copy o ON o.district_id = c.district_id
                                    AND o.number = c.number
                                WHERE c.district_id = ? AND c.enrollment_id = ?
                                    AND c.closed_at IS NOT NULL
                                """)
                        .bind(0, district)
                        .bind(1, enrollment)
                        .mapTo(String.class)
                        .list());
    }

    /** The latest case of an enrollment, however it stands. */
    public Optional<CloneCase> of(Handle handle, DistrictId district, EnrollmentId enrollment) {
        return latest(handle, district, enrollment, "TRUE");
    }

    /** The case of an enrollment that is neither settled nor closed. */
    public Optional<CloneCase> open(Handle handle, DistrictId district, EnrollmentId enrollment) {
        return latest(handle, district, enrollment, "c.settled_at IS NULL AND c.closed_at IS NULL");
    }

    /** The latest case of an enrollment that is settled. */
    public Optional<CloneCase> settled(
            Handle handle, DistrictId district, EnrollmentId enrollment) {
        return latest(handle, district, enrollment, "c.settled_at IS NOT NULL");
    }

    private static Optional<CloneCase> latest(
            Handle handle, DistrictId district, EnrollmentId enrollment, String which) {
        return handle.createQuery(
                        CASES
                                + " WHERE c.district_id = ? AND c.enrollment_id = ? AND "
                                + which
                                + " ORDER BY c.number DESC LIMIT 1")
                .bind(0, district)
                .bind(1, enrollment)
                .map((row, c) -> read(row))
                .findOne();
    }

    public Optional<CloneCase> find(Handle handle, DistrictId district, int number) {
        return handle.createQuery(CASES + " WHERE c.district_id = ? AND c.number = ?")
                .bind(0, district)
                .bind(1, number)
                .map((row, c) -> read(row))
                .findOne();
    }

    /**
     * Newest first, of devices that are in one of the units.
     *
     * @param below only cases with lower numbers
     */
    public List<CloneCase> list(
            Handle handle,
            DistrictId district,
            Collection<UnitId> units,
            Optional<Integer> below,
            int limit) {
        return handle.createQuery(
                        CASES
                                + """
                                WHERE c.district_id = :district AND c.number < :below
                                    AND EXISTS (SELECT 1 FROM device d
                                        WHERE d.district_id = c.district_id
                                            AND d.id = e.record_id
                                            AND d.unit_id = ANY(:units))
                                ORDER BY c.number DESC FETCH FIRST :limit ROWS ONLY
                                """)
                .registerArrayType(UUID.class, "uuid")
                .bind("district", district)
                .bind("below", below.orElse(Integer.MAX_VALUE))
                .bindArray("units", UUID.class, units.stream().map(UnitId::value).toList())
                .bind("limit", limit)
                .map((row, c) -> read(row))
                .list();
    }

    /** In the order in which they were first seen. */
    public List<Copy> copies(Handle handle, CloneCase of) {
        return handle.createQuery(
                        """
                        SELECT boot_id, first_seen, last_seen, left_at, kept_at, device_id
                        FROM clone_copy WHERE district_id = ? AND number = ?
                        ORDER BY first_seen, boot_id
                        """)
                .bind(0, of.district())
                .bind(1, of.number())
                .map((row, c) ->
                        new Copy(
                                row.getString("boot_id"),
                                Columns.instant(row, "first_seen"),
                                Columns.instant(row, "last_seen"),
                                Columns.optionalInstant(row, "left_at"),
                                Columns.optionalInstant(row, "kept_at"),
                                Columns.optionalUuid(row, "device_id").map(DeviceId::new)))
                .list();
    }

    private static CloneCase read(ResultSet row) throws SQLException {
        return new CloneCase(
                new DistrictId(Columns.uuid(row, "district_id")),
                row.getInt("number"),
                new EnrollmentId(Columns.uuid(row, "enrollment_id")),
                new DeviceId(Columns.uuid(row, "record_id")),
                Columns.instant(row, "since"),
                Columns.optionalInstant(row, "settled_at"),
                closed(row),
                Columns.optionalText(row, "keeper_boot"));
    }

    private static Optional<CloneCase.Closed> closed(ResultSet row) throws SQLException {
        var at = Columns.optionalInstant(row, "closed_at");
        return at.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new CloneCase.Closed(
                                at.get(),
                                row.getString("closed_by"),
                                row.getString("close_reason")));
    }
}
