package dev.rollcall.server.pki;

import dev.rollcall.common.id.EnrollmentId;
import java.time.Instant;
import java.util.Optional;

/**
 * What is stored about a device certificate.
 *
 * @param revoked when and why, if it was
 */
public record CertificateStatus(
        EnrollmentId enrollment, Instant notAfter, Optional<Revocation> revoked) {

    /** The end of a certificate before its time. */
    public record Revocation(Instant at, RevocationReason reason) {}
}
