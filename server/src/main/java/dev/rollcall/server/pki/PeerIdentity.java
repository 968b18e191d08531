package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import java.math.BigInteger;
import java.time.Instant;

/**
 * What a certificate of ours says about the device that proved its key. Whether it still counts is
 * for enrollment to say.
 */
public record PeerIdentity(
        DistrictId district,
        EnrollmentId enrollment,
        BigInteger serial,
        Instant notBefore,
        Instant notAfter) {}
