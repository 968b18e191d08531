package dev.rollcall.server.enrollment;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.Retirement;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.enrollment.Enrollment.End;
import dev.rollcall.server.pki.Authorities;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.AfterCommit;
import dev.rollcall.server.storage.Database;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Ends enrollments: in the books first, durably and with the runs that were open, and then in the
 * session that may still be there. Safe for use by many threads.
 */
public final class Departures {

    private static final int LONGEST_TEXT = 300;

    private final Database database;
    private final Authorities authorities;
    private final Retirements retirements;
    private final AuditLog audit;
    private final OpenRuns runs;
    private final SessionCloser sessions;

    public Departures(
            Database database,
            Authorities authorities,
            Retirements retirements,
            AuditLog audit,
            OpenRuns runs,
            SessionCloser sessions) {
        this.database = database;
        this.authorities = authorities;
        this.retirements = retirements;
        this.audit = audit;
        this.runs = runs;
        this.sessions = sessions;
    }

    /** Shuts a device out. A device whose enrollment ended already is a {@link Problem}. */
    public Enrollment revoke(
            DistrictId district, DeviceId device, String text, Actor actor, Instant now) {
        var end = new End(now, EndReason.REVOKED, clean(text));
        var ended =
                database.write(h -> {
                    var living =
                            living(h, district, device)
                                    .orElseThrow(
                                            () -> conflict("the device has no living enrollment"));
                    int open = end(h, living, end);
                    record(h, living, end, open, Map.of(), actor);
                    KillPoint.pass("server.departure.before-commit");
                    return EnrollmentRows.find(h, district, living.id()).orElseThrow();
                });
        sessions.close(ended.id(), end.reason().refusal());
        return ended;
    }

    /**
     * Lets a device leave in good order; one that was shut out before only gets its record. One
     * that is retired already is a {@link Problem}.
     */
    public Enrollment retire(Retiring retiring, Actor actor, Instant now) {
        var retired =
                database.write(h -> {
                    var enrollment = retire(h, retiring, actor, now);
                    KillPoint.pass("server.departure.before-commit");
                    return enrollment;
                });
        KillPoint.pass("server.departure.after-commit");
        told(retired, now);
        return retired;
    }

    /** Says so to the session, if this ended it. */
    void told(Enrollment retired, Instant now) {
        retired.end()
                .filter(end -> end.at().equals(now) && end.reason() == EndReason.RETIRED)
                .ifPresent(end -> sessions.close(retired.id(), end.reason().refusal()));
    }

    /** In the books only; the latest enrollment. */
    Enrollment retire(Handle handle, Retiring retiring, Actor actor, Instant now) {
        var district = retiring.district();
        var device = retiring.device();
        var reason = clean(retiring.reason());
        retiring.requirePast(now);
        if (!retirements.retire(
                handle,
                district,
                device,
                retiring.as(),
                retiring.on(),
                reason,
                actor.name(),
                now)) {
            throw conflict("the device is retired already");
        }
        var as = Map.of("as", retiring.as().word(), "on", retiring.on().toString());
        var end = new End(now, EndReason.RETIRED, reason);
        var living = living(handle, district, device);
        if (living.isPresent()) {
            int open = end(handle, living.get(), end);
            record(handle, living.get(), end, open, as, actor);
        } else {
            var after = new LinkedHashMap<String, Object>(as);
            after.put("status", EndReason.RETIRED.word());
            after.put("reason", reason);
            changed(
                    handle,
                    latest(handle, district, device),
                    EndReason.RETIRED.word(),
                    after,
                    actor,
                    now);
        }
        return latest(handle, district, device);
    }

    /**
     * Takes a retirement back: the record may be enrolled again, and the identity that ended stays
     * refused. A device that is not retired is a {@link Problem}.
     */
    public Retirement unretire(
            DistrictId district, DeviceId device, String text, Actor actor, Instant now) {
        var reason = clean(text);
        return database.write(h -> {
            var undone =
                    retirements
                            .undo(h, district, device, now)
                            .orElseThrow(() -> conflict("the device is not retired"));
            audit.record(
                    h,
                    AuditEvent.changed(
                            district,
                            actor,
                            now,
                            "unretired",
                            "device",
                            device.toString(),
                            Map.of(
                                    "status", EndReason.RETIRED.word(),
                                    "as", undone.as().word(),
                                    "on", undone.on().toString(),
                                    "reason", undone.reason()),
                            Map.of("status", "expected", "reason", reason)));
            KillPoint.pass("server.departure.before-commit");
            return undone;
        });
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
        var text = "enrollment " + by + " took its place";
        supersede(handle, district, device, text, actor, now);
    }

    /** Like that, for another reason. */
    void supersede(
            Handle handle,
            DistrictId district,
            DeviceId device,
            String text,
            Actor actor,
            Instant now) {
        var end = new End(now, EndReason.SUPERSEDED, text);
        living(handle, district, device)
                .ifPresent(living -> {
                    int open = end(handle, living, end);
                    record(handle, living, end, open, Map.of(), actor);
                    AfterCommit.run(
                            handle, () -> sessions.close(living.id(), end.reason().refusal()));
                });
    }

    private int end(Handle handle, Enrollment living, End end) {
        EnrollmentRows.end(handle, living.district(), living.id(), end);
        authorities.revoke(
                handle, living.district(), living.id(), end.reason().certificate(), end.at());
        return runs.end(handle, living.district(), living.id(), end.at());
    }

    private void record(
            Handle handle, Enrollment was, End end, int open, Map<String, String> as, Actor actor) {
        var after = new LinkedHashMap<String, Object>(as);
        after.put("enrollment", was.id().toString());
        after.put("status", end.reason().word());
        after.put("reason", end.text());
        after.put("runsVoid", Integer.toString(open));
        changed(handle, was, end.reason().word(), after, actor, end.at());
    }

    private void changed(
            Handle handle,
            Enrollment was,
            String verb,
            Map<String, Object> after,
            Actor actor,
            Instant now) {
        audit.record(
                handle,
                AuditEvent.changed(
                        was.district(),
                        actor,
                        now,
                        verb,
                        "device",
                        was.device().toString(),
                        Map.of(
                                "enrollment", was.id().toString(),
                                "status", was.end().map(e -> e.reason().word()).orElse("enrolled"),
                                "since", was.startedAt().toString()),
                        after));
    }

    private static Optional<Enrollment> living(
            Handle handle, DistrictId district, DeviceId device) {
        return EnrollmentRows.of(handle, district, device).stream()
                .filter(e -> e.end().isEmpty())
                .findFirst();
    }

    static Enrollment latest(Handle handle, DistrictId district, DeviceId device) {
        return EnrollmentRows.of(handle, district, device).stream()
                .findFirst()
                .orElseThrow(() -> conflict("the device was never enrolled"));
    }

    private static Problem conflict(String sentence) {
        return new Problem(ProblemCode.CONFLICT, sentence);
    }

    /** What people say as the reason; empty, long or unprintable is a {@link Problem}. */
    static String clean(String text) {
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
