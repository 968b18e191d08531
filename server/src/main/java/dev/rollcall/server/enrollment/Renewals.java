package dev.rollcall.server.enrollment;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.CertificateRequest.Proof;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.protocol.RenewalReply;
import dev.rollcall.common.protocol.RenewalRequest;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.pki.Authorities;
import dev.rollcall.server.pki.Issued;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Gives a living enrollment its next certificate, for a key of the device's own. The earlier ones
 * hold until they expire: a device that lost the answer goes on with what it has and asks again.
 * Safe for use by many threads.
 */
public final class Renewals {

    private static final Duration A_DAY = Duration.ofDays(1);
    private static final int MOST_IN_A_DAY = 4;

    private final Authorities authorities;
    private final AuditLog audit;

    public Renewals(Authorities authorities, AuditLog audit) {
        this.authorities = authorities;
        this.audit = audit;
    }

    /**
     * The certificate exists once the caller's transaction does; asked again for the same key, the
     * same one is given. A request that is no request is a {@link Problem}.
     *
     * @param device whose session asks
     * @return empty for a device that was given several in a day
     */
    public Optional<RenewalReply> renew(
            Handle handle, EnrolledDevice device, RenewalRequest request, Instant now) {
        var key = provenKey(request);
        var living =
                EnrollmentRows.find(handle, device.district(), device.enrollment())
                        .filter(enrollment -> enrollment.end().isEmpty());
        if (living.isEmpty()) {
            throw refused(ProblemCode.DEVICE_UNKNOWN);
        }
        var before = authorities.issued(handle, device.district(), device.enrollment(), key);
        if (before.isPresent()) {
            return before.map(Renewals::reply);
        }
        int lately =
                authorities.issuedSince(
                        handle, device.district(), device.enrollment(), now.minus(A_DAY));
        return lately >= MOST_IN_A_DAY
                ? Optional.empty()
                : Optional.of(reply(issue(handle, device, key, now)));
    }

    private Issued issue(Handle handle, EnrolledDevice device, PublicKey key, Instant now) {
        var issued = authorities.issue(handle, device.district(), device.enrollment(), key, now);
        audit.record(
                handle,
                AuditEvent.of(
                        device.district(),
                        Actor.device(device.enrollment().toString()),
                        now,
                        "renewed",
                        "device",
                        device.device().toString(),
                        Map.of(
                                "enrollment", device.enrollment().toString(),
                                "key", Digest.of(key.getEncoded()).hex(),
                                "serial", issued.leaf().getSerialNumber().toString(16))));
        return issued;
    }

    private static PublicKey provenKey(RenewalRequest request) {
        try {
            var requests = Pem.decode("CERTIFICATE REQUEST", request.csr());
            if (requests.size() == 1
                    && CertificateRequest.judge(requests.getFirst())
                            instanceof Proof.Proven(var key)) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw refused(ProblemCode.CERTIFICATE_REQUEST_BAD);
        }
        throw refused(ProblemCode.CERTIFICATE_REQUEST_BAD);
    }

    private static RenewalReply reply(Issued issued) {
        return new RenewalReply(issued.chain().stream().map(Pem::encode).toList());
    }

    private static Problem refused(ProblemCode code) {
        return new Problem(code, code.sentence());
    }
}
