package dev.rollcall.agent.enrollment;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.pki.DeviceIdentity;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

/**
 * Who the device is to its server. @param chain the device's certificate first, the root left out
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {

    public Identity {
        Objects.requireNonNull(key, "key");
        chain = List.copyOf(chain);
        if (chain.isEmpty() || DeviceIdentity.of(chain.getFirst()).isEmpty()) {
            throw new IllegalArgumentException("the certificate names no enrollment");
        }
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    public DistrictId district() {
        return names().district();
    }

    public EnrollmentId enrollment() {
        return names().enrollment();
    }

    /**
     * Whether another is the next one of this device: for the key that it was asked for, and of the
     * same enrollment. Nobody else may say who the device is.
     */
    boolean isContinuedBy(Identity next, PublicKey asked) {
        return next.certificate().getPublicKey().equals(asked)
                && next.district().equals(district())
                && next.enrollment().equals(enrollment());
    }

    /** Whether another is one of its own for a copy of this device, in the same district. */
    boolean isSeparatedBy(Identity next, PublicKey asked) {
        return next.certificate().getPublicKey().equals(asked)
                && next.district().equals(district())
                && !next.enrollment().equals(enrollment());
    }

    private DeviceIdentity names() {
        return DeviceIdentity.of(certificate()).orElseThrow();
    }
}
