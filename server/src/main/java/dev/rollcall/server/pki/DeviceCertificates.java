package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.VerificationKey;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;

/**
 * Recognizes device certificates of our issuing authorities. It runs inside handshakes: one
 * signature check, no database, and no path building, since every chain of ours has this one shape:
 * whatever else a client shows is not looked at. Validity in time and revocation are not its
 * business. Safe for use by many threads.
 */
public final class DeviceCertificates {

    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String SIGNATURE = "1.2.840.10045.4.3.2";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NOT_AN_AUTHORITY = -1;

    private final Map<X500Principal, Issuer> issuers;
    private final List<X509Certificate> certificates;

    /** A handshake asks, and who lets the device in asks again. */
    private static final int REMEMBERED = 500;

    private final Map<X509Certificate, PeerIdentity> latest =
            Collections.synchronizedMap(
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(
                                Map.Entry<X509Certificate, PeerIdentity> eldest) {
                            return size() > REMEMBERED;
                        }
                    });

    private record Issuer(
            DistrictId district, VerificationKey key, Instant notBefore, Instant notAfter) {}

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
                                                VerificationKey.of(c.getPublicKey()),
                                                c.getNotBefore().toInstant(),
                                                c.getNotAfter().toInstant()))));
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
        // certificates are equal that are so byte by byte, signature and all
        var before = latest.get(certificate);
        if (before != null) {
            return Optional.of(before);
        }
        var identity = look(certificate);
        identity.ifPresent(known -> latest.put(certificate, known));
        return identity;
    }

    private Optional<PeerIdentity> look(X509Certificate certificate) {
        var issuer = issuers.get(certificate.getIssuerX500Principal());
        if (issuer == null || !isForADevice(certificate) || !isDer(certificate)) {
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
                                later(certificate.getNotBefore().toInstant(), issuer.notBefore()),
                                earlier(certificate.getNotAfter().toInstant(), issuer.notAfter())));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static boolean isForADevice(X509Certificate certificate) {
        try {
            var usage = certificate.getKeyUsage();
            var purposes = certificate.getExtendedKeyUsage();
            return certificate.getBasicConstraints() == NOT_AN_AUTHORITY
                    && usage != null
                    && usage[DIGITAL_SIGNATURE]
                    && purposes != null
                    && purposes.equals(List.of(CLIENT_AUTH))
                    && !certificate.hasUnsupportedCriticalExtension()
                    && SIGNATURE.equals(certificate.getSigAlgOID())
                    && EcKeys.isP256(certificate.getPublicKey());
        } catch (CertificateParsingException e) {
            // usages that cannot be read allow nothing
            return false;
        }
    }

    /**
     * Whether it is written in the one way that DER permits (X.690), its extensions too; what the
     * JDK reads leniently, others might read as another certificate.
     */
    private static boolean isDer(X509Certificate certificate) {
        try {
            return isDer(certificate.getEncoded())
                    && extensions(certificate)
                            .allMatch(name ->
                                    isDer(
                                            ASN1OctetString.getInstance(
                                                            certificate.getExtensionValue(name))
                                                    .getOctets()));
        } catch (CertificateEncodingException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isDer(byte[] bytes) {
        try {
            return Arrays.equals(
                    bytes, ASN1Primitive.fromByteArray(bytes).getEncoded(ASN1Encoding.DER));
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            // what is not even BER
            return false;
        }
    }

    private static Stream<String> extensions(X509Certificate certificate) {
        return Stream.concat(
                certificate.getCriticalExtensionOIDs().stream(),
                certificate.getNonCriticalExtensionOIDs().stream());
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
