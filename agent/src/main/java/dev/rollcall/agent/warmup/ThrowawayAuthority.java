package dev.rollcall.agent.warmup;

import dev.rollcall.common.pki.EcKeys;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority that nobody trusts but one rehearsal; its keys are never written down. Its
 * certificates are those of a real one in form: a root, an issuing authority, and leaves. Safe for
 * use by one thread at a time.
 */
final class ThrowawayAuthority {

    /** So that a device whose clock was never set can rehearse too. */
    private static final Date BEGIN = Date.from(Instant.EPOCH);

    private static final X500Name ROOT = new X500Name("CN=Rehearsal root");
    private static final X500Name ISSUING = new X500Name("CN=Rehearsal issuing");

    private final Date end;
    private final KeyPair issuingKeys = EcKeys.generate();
    private final X509Certificate root;
    private final X509Certificate issuing;
    private long serial = 1;

    /**
     * @param end of all its certificates
     */
    ThrowawayAuthority(Instant end) {
        this.end = Date.from(end);
        var rootKeys = EcKeys.generate();
        this.root = authority(ROOT, rootKeys.getPublic(), rootKeys);
        this.issuing = authority(ISSUING, issuingKeys.getPublic(), rootKeys);
    }

    X509Certificate root() {
        return root;
    }

    /** A chain for the server on this address, its own certificate first. */
    List<X509Certificate> server(PublicKey key, String address) {
        return leaf(
                key,
                KeyPurposeId.id_kp_serverAuth,
                new GeneralName(GeneralName.iPAddress, address));
    }

    /** A chain for the device of this URI, its own certificate first. */
    List<X509Certificate> device(PublicKey key, String uri) {
        return leaf(
                key,
                KeyPurposeId.id_kp_clientAuth,
                new GeneralName(GeneralName.uniformResourceIdentifier, uri));
    }

    private List<X509Certificate> leaf(PublicKey key, KeyPurposeId purpose, GeneralName name) {
        var builder = builder(ISSUING, new X500Name("CN=rehearsal"), key);
        try {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
        } catch (CertIOException e) {
            throw new IllegalStateException("could not make a certificate", e);
        }
        return List.of(sign(builder, issuingKeys), issuing);
    }

    private X509Certificate authority(X500Name subject, PublicKey key, KeyPair by) {
        var builder = builder(ROOT, subject, key);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        } catch (CertIOException e) {
            throw new IllegalStateException("could not make a certificate", e);
        }
        return sign(builder, by);
    }

    private X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, PublicKey key) {
        return new JcaX509v3CertificateBuilder(
                issuer, BigInteger.valueOf(serial++), BEGIN, end, subject, key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair by) {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException | CertificateException e) {
            throw new IllegalStateException("could not make a certificate", e);
        }
    }
}
