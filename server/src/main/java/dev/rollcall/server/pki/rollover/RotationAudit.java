package dev.rollcall.server.pki.rollover;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.pki.key.KeyState;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Says in the audit what was done to replace a key; of keys only their ids. */
final class RotationAudit {

    private final AuditLog audit;

    RotationAudit(SecureRandom random) {
        this.audit = new AuditLog(random);
    }

    void record(
            Handle handle,
            Step step,
            Rotation before,
            Rotation after,
            long leftBehind,
            Instant now) {
        var told = told(after);
        if (leftBehind > 0) {
            told.put("devices-left-behind", leftBehind);
        }
        record(handle, before.owner(), step.done(), "key-rotation", told(before), told, now);
    }

    void record(
            Handle handle,
            DistrictId owner,
            String verb,
            String kind,
            Map<String, Object> before,
            Map<String, Object> after,
            Instant now) {
        audit.record(
                handle,
                AuditEvent.changed(
                        owner, Actor.system(), now, verb, kind, owner.toString(), before, after));
    }

    private static Map<String, Object> told(Rotation rotation) {
        var told = new LinkedHashMap<String, Object>();
        told.put("what", rotation.purpose().word());
        for (var state : KeyState.values()) {
            var ids = rotation.in(state).stream().map(key -> key.id().value()).toList();
            if (!ids.isEmpty()) {
                told.put(state.word(), ids);
            }
        }
        if (rotation.bornOffline()) {
            told.put("next-is-here", rotation.prepared());
        }
        return told;
    }
}
