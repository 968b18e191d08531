package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.Purpose;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Says in the audit which keys were made and what they signed; of keys only their ids. */
final class KeyAudit {

    private final AuditLog audit;

    KeyAudit(SecureRandom random) {
        this.audit = new AuditLog(random);
    }

    /** All keys that stand under a district's id, or the provider's, now that they were made. */
    void made(Handle handle, DistrictId district, List<Purpose> purposes, Instant now) {
        var ids = new LinkedHashMap<String, Object>();
        for (var purpose : purposes) {
            for (var state : List.of(KeyState.CURRENT, KeyState.NEXT)) {
                var found =
                        Keys.find(handle, district, purpose, state).stream()
                                .map(key -> KeyId.of(key.publicKey()).value())
                                .toList();
                if (!found.isEmpty()) {
                    ids.put(purpose.word() + (state == KeyState.NEXT ? "-next" : ""), found);
                }
            }
        }
        record(handle, district, now, "created", "keys", Optional.empty(), ids);
    }

    /** The server's TLS certificate in place of an earlier one, where there was any. */
    void certified(
            Handle handle,
            DistrictId provider,
            Optional<X509Certificate> earlier,
            X509Certificate certificate,
            Instant now) {
        record(
                handle,
                provider,
                now,
                earlier.isPresent() ? "replaced" : "created",
                "server-certificate",
                earlier.map(KeyAudit::told),
                told(certificate));
    }

    void bundled(
            Handle handle,
            DistrictId district,
            Optional<Map<String, Object>> earlier,
            Map<String, Object> bundle,
            Instant now) {
        record(
                handle,
                district,
                now,
                "signed",
                "trust-bundle",
                earlier.map(before -> before),
                bundle);
    }

    private static Map<String, Object> told(X509Certificate certificate) {
        return Map.of(
                "key", KeyId.of(certificate.getPublicKey()).value(),
                "serial", certificate.getSerialNumber().toString(16),
                "until", certificate.getNotAfter().toInstant().toString());
    }

    private void record(
            Handle handle,
            DistrictId district,
            Instant now,
            String verb,
            String kind,
            Optional<Object> before,
            Map<String, Object> after) {
        audit.record(
                handle,
                new AuditEvent(
                        district,
                        Actor.system(),
                        now,
                        verb,
                        kind,
                        district.toString(),
                        before,
                        Optional.of(after)));
    }
}
