package dev.rollcall.server.enrollment;

import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.EnrolledDevice;
import java.time.Instant;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Writes down what devices say of how their keys are kept. In the transaction of its caller. */
public final class KeyClaims {

    private final AuditLog audit;

    public KeyClaims(AuditLog audit) {
        this.audit = audit;
    }

    /** Takes note where it is something else than before. */
    public void claimed(Handle handle, EnrolledDevice device, KeyProtection claim, Instant now) {
        var known = EnrollmentRows.keyProtection(handle, device.district(), device.enrollment());
        known.filter(before -> before != before.whenClaimed(claim))
                .ifPresent(
                        before -> change(handle, device, before, before.whenClaimed(claim), now));
    }

    private void change(
            Handle handle,
            EnrolledDevice device,
            KeyProtection before,
            KeyProtection after,
            Instant now) {
        EnrollmentRows.keyIsKept(handle, device.district(), device.enrollment(), after);
        audit.record(
                handle,
                AuditEvent.changed(
                        device.district(),
                        Actor.device(device.enrollment().toString()),
                        now,
                        "key-moved",
                        "device",
                        device.device().toString(),
                        Map.of("keyProtection", before.word()),
                        Map.of("keyProtection", after.word())));
    }
}
