package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.VerificationKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * Recognizes device certificates of our issuing authorities. It runs inside handshakes: one
 * signature check, no database, and no path building, since every chain of ours has this one shape.
 * Validity in time and revocation are not its business. Immutable.
 */
public final class DeviceCertificates {

    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String SIGNATURE = "1.2.840.10045.4.3.2";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NOT_AN_AUTHORITY = -1;

    private final Map<X500Principal, Issuer> issuers;
    private final List<X509Certificate> certificates;

    private record Issuer(DistrictId district, VerificationKey key) {}

    private DeviceCertificates(
            Map<X500Principal, Issuer> issuers, List<X509Certificate> certificates) {
        this.issuers = Map.copyOf(issuers);
        this.certificates = List.copyOf(certificates);
    }

    static DeviceCertificates of(Collection<KeyRing.DistrictKeys> districts) {
        var issuers = new HashMap<X500Principal, Issuer>();
        districts.forEach(d ->
                d.recognized()
                        .forEach(c ->
                                issuers.put(
                                        c.getSubjectX500Principal(),
                                        new Issuer(
                                                d.district(),
                                                VerificationKey.of(c.getPublicKey())))));
        return new DeviceCertificates(
                issuers, districts.stream().flatMap(KeyRing.DistrictKeys::recognized).toList());
    }

    /** The key of the authority that it names as its issuer, where that is ours. */
    Optional<KeyId> issuerOf(X509Certificate certificate) {
        var issuer = certificate.getIssuerX500Principal();
        return certificates.stream()
                .filter(authority -> authority.getSubjectX500Principal().equals(issuer))
                .map(authority -> KeyId.of(authority.getPublicKey()))
                .findFirst();
    }

    /** The authorities' certificates. */
    public List<X509Certificate> issuing() {
        return certificates;
    }

    /** Whom it names; empty when no authority of ours signed it, or it is not for a device. */
    public Optional<PeerIdentity> recognize(X509Certificate certificate) {
        var issuer = issuers.get(certificate.getIssuerX500Principal());
        if (issuer == null || !isForADevice(certificate)) {
            return Optional.empty();
        }
        return DeviceIdentity.of(certificate)
                .filter(identity -> identity.district().equals(issuer.district()))
                .filter(identity -> isSigned(certificate, issuer.key()))
                .map(identity ->
                        new PeerIdentity(
                                identity.district(),
                                identity.enrollment(),
                                certificate.getSerialNumber(),
                                certificate.getNotBefore().toInstant(),
                                certificate.getNotAfter().toInstant()));
    }

    private static boolean isForADevice(X509Certificate certificate) {
        try {
            var usage = certificate.getKeyUsage();
            var purposes = certificate.getExtendedKeyUsage();
            return certificate.getBasicConstraints() == NOT_AN_AUTHORITY
                    && usage != null
                    && usage[DIGITAL_SIGNATURE]
                    && purposes != null
                    && purposes.contains(CLIENT_AUTH)
                    && !certificate.hasUnsupportedCriticalExtension()
                    && SIGNATURE.equals(certificate.getSigAlgOID())
                    && EcKeys.isP256(certificate.getPublicKey());
        } catch (CertificateParsingException e) {
            // usages that cannot be read allow nothing
            return false;
        }
    }

    private static boolean isSigned(X509Certificate certificate, VerificationKey issuer) {
        try {
            return issuer.verifies(certificate.getTBSCertificate(), certificate.getSignature());
        } catch (CertificateEncodingException e) {
            // what cannot be written as it was read proves nothing
            return false;
        }
    }
}
