package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import java.math.BigInteger;
import java.time.Instant;

/**
 * What a certificate of ours says about the device that proved its key. Whether it still counts is
 * for enrollment to say.
 *
 * @param notBefore when both it and the certificate of its authority had begun
 * @param notAfter when the first of the two ends
 */
public record PeerIdentity(
        DistrictId district,
        EnrollmentId enrollment,
        BigInteger serial,
        Instant notBefore,
        Instant notAfter) {}
