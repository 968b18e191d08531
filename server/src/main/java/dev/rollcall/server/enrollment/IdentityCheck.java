package dev.rollcall.server.enrollment;

import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.pki.CertificateStatus;
import dev.rollcall.server.pki.PeerIdentity;
import dev.rollcall.server.pki.RevocationReason;
import dev.rollcall.server.problem.ProblemCode;
import java.time.Instant;
import java.util.Optional;

/** Says whether the holder of a certificate of ours is welcome. Pure. */
public final class IdentityCheck {

    private IdentityCheck() {}

    /** The answer. */
    public sealed interface Verdict {

        /** A living enrollment. */
        record Welcome(EnrolledDevice device) implements Verdict {}

        /** To be told in words. */
        record Unwelcome(ProblemCode why) implements Verdict {}
    }

    /**
     * An end that people decided is told before an end that time brought. A certificate that is not
     * stored is welcome if its enrollment is: after a restore the database may have forgotten it.
     *
     * @param now by the server's clock
     */
    public static Verdict decide(
            PeerIdentity peer,
            Optional<Enrollment> enrollment,
            Optional<CertificateStatus> certificate,
            Instant now) {
        if (enrollment.isEmpty()) {
            return new Verdict.Unwelcome(ProblemCode.DEVICE_UNKNOWN);
        }
        var end = enrollment.get().end();
        if (end.isPresent()) {
            return new Verdict.Unwelcome(end.get().reason().refusal());
        }
        var revoked = certificate.flatMap(CertificateStatus::revoked);
        if (revoked.isPresent()) {
            return new Verdict.Unwelcome(
                    revoked.get().reason() == RevocationReason.CLONED
                            ? ProblemCode.IDENTITY_CLONED
                            : ProblemCode.DEVICE_REVOKED);
        }
        if (now.isBefore(peer.notBefore())) {
            return new Verdict.Unwelcome(ProblemCode.CERTIFICATE_NOT_YET_VALID);
        }
        return now.isAfter(peer.notAfter())
                ? new Verdict.Unwelcome(ProblemCode.CERTIFICATE_EXPIRED)
                : new Verdict.Welcome(enrollment.get().enrolledDevice());
    }
}
