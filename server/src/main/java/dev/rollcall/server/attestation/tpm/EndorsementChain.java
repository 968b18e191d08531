package dev.rollcall.server.attestation.tpm;

import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.EcKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * Judges the certificate of an endorsement key (RFC 5280; EK Credential Profile, section 3).
 * Whether the manufacturer revoked it is not asked: that would need a way out into the internet.
 */
final class EndorsementChain {

    private static final int MOST_ABOVE = 5;
    private static final int RSA_BITS = 2048;

    /** tcg-kp-EKCertificate. */
    private static final String EK_CERTIFICATE = "2.23.133.8.1";

    private static final int KEY_ENCIPHERMENT = 2;
    private static final int KEY_AGREEMENT = 4;

    private EndorsementChain() {}

    /** The answer. */
    sealed interface Verdict {

        /**
         * @param key that a TPM of a trusted manufacturer has
         */
        record Trusted(PublicKey key) implements Verdict {}

        record Refused(Objection why) implements Verdict {}
    }

    /**
     * @param sent hostile: the certificate of the key first
     * @param roots whom to trust, which need not be self-signed
     */
    static Verdict judge(List<Bytes> sent, Collection<X509Certificate> roots, Instant now) {
        if (roots.isEmpty()) {
            return new Verdict.Refused(Objection.NO_ROOTS);
        }
        var chain = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (var der : sent) {
                chain.add(certificate(factory, der.toArray()));
            }
        } catch (CertificateException | RuntimeException e) {
            // hostile bytes
            return new Verdict.Refused(Objection.CERTIFICATE_UNREADABLE);
        }
        return judge(chain.getFirst(), chain, roots, now);
    }

    private static X509Certificate certificate(CertificateFactory factory, byte[] der)
            throws CertificateException {
        var in = new ByteArrayInputStream(der);
        var read = (X509Certificate) factory.generateCertificate(in);
        if (in.available() > 0) {
            throw new CertificateException("more than a certificate");
        }
        return read;
    }

    private static Verdict judge(
            X509Certificate leaf,
            List<X509Certificate> sent,
            Collection<X509Certificate> roots,
            Instant now) {
        if (!isForAnEndorsementKey(leaf)) {
            return new Verdict.Refused(Objection.CERTIFICATE_FOR_ANOTHER_USE);
        }
        var key = usual(leaf.getPublicKey());
        if (key.isEmpty()) {
            return new Verdict.Refused(Objection.ENDORSEMENT_KEY_UNUSUAL);
        }
        return untrusted(leaf, sent, roots, now)
                .<Verdict>map(Verdict.Refused::new)
                .orElseGet(() -> new Verdict.Trusted(key.get()));
    }

    private static boolean isForAnEndorsementKey(X509Certificate leaf) {
        try {
            var extended = leaf.getExtendedKeyUsage();
            var usage = leaf.getKeyUsage();
            int needed =
                    leaf.getPublicKey() instanceof RSAPublicKey ? KEY_ENCIPHERMENT : KEY_AGREEMENT;
            return leaf.getBasicConstraints() < 0
                    && extended != null
                    && extended.contains(EK_CERTIFICATE)
                    && usage != null
                    && usage[needed];
        } catch (CertificateParsingException e) {
            // an extension that cannot be read permits nothing
            return false;
        }
    }

    /** Of a kind that credentials are made for; on its curve. */
    private static Optional<PublicKey> usual(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return Optional.of(key)
                    .filter(_ -> rsa.getModulus().bitLength() == RSA_BITS)
                    .filter(_ -> rsa.getModulus().testBit(0))
                    .filter(_ -> rsa.getPublicExponent().intValue() == 65537)
                    .filter(_ -> rsa.getPublicExponent().bitLength() == 17);
        }
        try {
            // this one refuses a point that is not on its curve
            PublicKeyFactory.createKey(key.getEncoded());
            return Optional.of(key).filter(EcKeys::isP256);
        } catch (IOException | RuntimeException e) {
            // hostile
            return Optional.empty();
        }
    }

    private static Optional<Objection> untrusted(
            X509Certificate leaf,
            List<X509Certificate> sent,
            Collection<X509Certificate> roots,
            Instant now) {
        try {
            var target = new X509CertSelector();
            target.setCertificate(leaf);
            var anchors =
                    roots.stream()
                            .filter(root -> isValid(root, now))
                            .map(root -> new TrustAnchor(root, null))
                            .collect(Collectors.toSet());
            if (anchors.isEmpty()) {
                return Optional.of(Objection.CERTIFICATE_OUT_OF_TIME);
            }
            var parameters = new PKIXBuilderParameters(anchors, target);
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(sent)));
            parameters.setRevocationEnabled(false);
            parameters.setMaxPathLength(MOST_ABOVE);
            parameters.setDate(Date.from(now));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return Optional.empty();
        } catch (CertPathBuilderException e) {
            return Optional.of(
                    isOutOfTime(e) || !isValid(leaf, now)
                            ? Objection.CERTIFICATE_OUT_OF_TIME
                            : Objection.CERTIFICATE_UNTRUSTED);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this runtime builds no certification paths", e);
        }
    }

    private static boolean isValid(X509Certificate certificate, Instant now) {
        try {
            certificate.checkValidity(Date.from(now));
            return true;
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return false;
        }
    }

    private static boolean isOutOfTime(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathValidatorException path
                    && (path.getReason() == CertPathValidatorException.BasicReason.EXPIRED
                            || path.getReason()
                                    == CertPathValidatorException.BasicReason.NOT_YET_VALID)) {
                return true;
            }
        }
        return false;
    }
}
