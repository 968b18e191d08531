package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.EnrolledDevice;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Asks people about devices that joined: which record they are. Nothing waits for the answer. In
 * the transaction of its caller.
 */
public final class Suggestions {

    private final AuditLog audit;

    public Suggestions(AuditLog audit) {
        this.audit = audit;
    }

    /** Once for an enrollment and a reason. @param candidate the record that it may be */
    public void suggest(
            Handle handle,
            EnrolledDevice device,
            ReviewKind kind,
            Optional<String> serial,
            DeviceId candidate,
            Instant now) {
        if (ReviewRows.wasAsked(handle, device.district(), kind, device.enrollment())) {
            return;
        }
        var review =
                ReviewRows.add(
                        handle,
                        new ReviewRows.Begun(
                                device.district(),
                                kind,
                                device.unit(),
                                Optional.empty(),
                                Optional.empty(),
                                serial,
                                Optional.empty(),
                                Optional.of(candidate),
                                Optional.of(device.enrollment())),
                        now);
        begun(handle, review, Actor.device(device.enrollment().toString()), now);
    }

    /** Tells the audit that a TPM answered a question. @param device the record that it is of */
    void answered(Handle handle, Review review, DeviceId device, Instant now) {
        changed(
                handle,
                review,
                "approved",
                Map.of("state", "waiting", "kind", review.kind().word()),
                Map.of("state", "approved", "device", device.toString(), "by", "its TPM"),
                now);
    }

    /** Tells the audit that an approval counts no more. */
    void lapsed(Handle handle, Review review, String why, Instant now) {
        changed(
                handle,
                review,
                "lapsed",
                Map.of("state", Review.State.APPROVED.word()),
                Map.of("state", Review.State.WAITING.word(), "reason", why),
                now);
    }

    private void changed(
            Handle handle,
            Review review,
            String verb,
            Map<String, Object> before,
            Map<String, Object> after,
            Instant now) {
        audit.record(
                handle,
                AuditEvent.changed(
                        review.district(),
                        Actor.system(),
                        now,
                        verb,
                        "review",
                        review.name(),
                        before,
                        after));
    }

    /** Tells the audit of a question. */
    void begun(Handle handle, Review review, Actor actor, Instant now) {
        var told = new HashMap<String, Object>();
        told.put("kind", review.kind().word());
        told.put("unit", review.unit().toString());
        review.token().ifPresent(token -> told.put("token", token.toString()));
        review.serial().ifPresent(serial -> told.put("serial", serial));
        review.candidate().ifPresent(device -> told.put("candidate", device.toString()));
        review.enrollment().ifPresent(id -> told.put("enrollment", id.toString()));
        audit.record(
                handle,
                AuditEvent.of(
                        review.district(), actor, now, "asked", "review", review.name(), told));
    }
}
