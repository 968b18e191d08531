package dev.rollcall.server.enrollment;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.enrollment.Enrollment.End;
import dev.rollcall.server.pki.Authorities;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.AfterCommit;
import dev.rollcall.server.storage.Database;
import java.time.Instant;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Ends enrollments: in the books first, durably and with the runs that were open, and then in the
 * session that may still be there. Safe for use by many threads.
 */
public final class Departures {

    private static final int LONGEST_TEXT = 300;

    private final Database database;
    private final Authorities authorities;
    private final AuditLog audit;
    private final OpenRuns runs;
    private final SessionCloser sessions;

    public Departures(
            Database database,
            Authorities authorities,
            AuditLog audit,
            OpenRuns runs,
            SessionCloser sessions) {
        this.database = database;
        this.authorities = authorities;
        this.audit = audit;
        this.runs = runs;
        this.sessions = sessions;
    }

    /** Shuts a device out. A device whose enrollment ended already is a {@link Problem}. */
    public Enrollment revoke(
            DistrictId district, DeviceId device, String text, Actor actor, Instant now) {
        return end(district, device, new End(now, EndReason.REVOKED, clean(text)), actor);
    }

    /** Lets a device leave in good order. One that left already is a {@link Problem}. */
    public Enrollment retire(
            DistrictId district, DeviceId device, String text, Actor actor, Instant now) {
        return end(district, device, new End(now, EndReason.RETIRED, clean(text)), actor);
    }

    /**
     * Ends what lives on a record, because a newer enrollment takes its place; in the transaction
     * that makes that one.
     */
    void supersede(
            Handle handle,
            DistrictId district,
            DeviceId device,
            EnrollmentId by,
            Actor actor,
            Instant now) {
        var end = new End(now, EndReason.SUPERSEDED, "enrollment " + by + " took its place");
        EnrollmentRows.of(handle, district, device).stream()
                .filter(e -> e.end().isEmpty())
                .forEach(living -> {
                    end(handle, living, end, actor);
                    AfterCommit.run(
                            handle, () -> sessions.close(living.id(), end.reason().refusal()));
                });
    }

    private Enrollment end(DistrictId district, DeviceId device, End end, Actor actor) {
        var ended = database.write(h -> end(h, district, device, end, actor));
        sessions.close(ended.id(), end.reason().refusal());
        return ended;
    }

    private Enrollment end(
            Handle handle, DistrictId district, DeviceId device, End end, Actor actor) {
        var living =
                EnrollmentRows.of(handle, district, device).stream()
                        .filter(e -> e.end().isEmpty())
                        .findFirst()
                        .orElseThrow(() ->
                                new Problem(
                                        ProblemCode.CONFLICT,
                                        "the device has no living enrollment"));
        end(handle, living, end, actor);
        KillPoint.pass("server.departure.before-commit");
        return EnrollmentRows.find(handle, district, living.id()).orElseThrow();
    }

    private void end(Handle handle, Enrollment living, End end, Actor actor) {
        var district = living.district();
        EnrollmentRows.end(handle, district, living.id(), end);
        authorities.revoke(handle, district, living.id(), end.reason().certificate(), end.at());
        int ended = runs.end(handle, district, living.id(), end.at());
        audit.record(
                handle,
                AuditEvent.changed(
                        district,
                        actor,
                        end.at(),
                        end.reason().word(),
                        "device",
                        living.device().toString(),
                        Map.of(
                                "enrollment", living.id().toString(),
                                "status", "enrolled",
                                "since", living.startedAt().toString()),
                        Map.of(
                                "enrollment", living.id().toString(),
                                "status", end.reason().word(),
                                "reason", end.text(),
                                "runsVoid", Integer.toString(ended))));
    }

    private static String clean(String text) {
        var stripped = text.strip();
        if (stripped.isEmpty()
                || stripped.length() > LONGEST_TEXT
                || stripped.chars().anyMatch(Character::isISOControl)) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "say why, in up to 300 printable characters",
                    Map.of("field", "reason"));
        }
        return stripped;
    }
}
