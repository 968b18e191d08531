package dev.rollcall.agent;

import dev.rollcall.common.pki.EcKeys;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test: a root, an issuing CA, and what they issue. */
public final class TestCa {

    /** All certificates begin here unless a test says otherwise. */
    public static final Instant BEGIN = Instant.parse("2026-08-01T00:00:00Z");

    public static final Instant END = Instant.parse("2027-09-01T00:00:00Z");

    private static final AtomicLong SERIAL = new AtomicLong(1);

    /** A certificate's key and its chain, its own certificate first. */
    public record Issued(PrivateKey key, List<X509Certificate> chain) {

        public X509Certificate certificate() {
            return chain.getFirst();
        }

        public Issued followedBy(X509Certificate more) {
            var longer = new ArrayList<>(chain);
            longer.add(more);
            return new Issued(key, longer);
        }
    }

    private final KeyPair rootKeys = EcKeys.generate();
    private final KeyPair issuingKeys = EcKeys.generate();
    private final String name;
    private final String rootName;
    private final X509Certificate root;
    private final X509Certificate issuing;

    public TestCa(String name) {
        this(name, "CN=" + name + " root");
    }

    /** One whose root has a distinguished name of its own. */
    public TestCa(String name, String rootName) {
        this.name = name;
        this.rootName = rootName;
        this.root = authority(rootName, rootKeys.getPublic());
        this.issuing = authority("CN=" + name + " issuing", issuingKeys.getPublic());
    }

    public X509Certificate root() {
        return root;
    }

    public X509Certificate issuing() {
        return issuing;
    }

    public Issued server(GeneralName... names) {
        return server(BEGIN, END, KeyPurposeId.id_kp_serverAuth, names);
    }

    public Issued server(Instant begin, Instant end, KeyPurposeId purpose, GeneralName... names) {
        var keys = EcKeys.generate();
        return new Issued(
                keys.getPrivate(),
                List.of(leaf(keys.getPublic(), begin, end, purpose, names), issuing));
    }

    public Issued device(String uri) {
        var keys = EcKeys.generate();
        return new Issued(keys.getPrivate(), device(keys.getPublic(), uri, BEGIN, END));
    }

    /** The chain of a device whose key is its own. */
    public List<X509Certificate> device(PublicKey key, String uri, Instant begin, Instant end) {
        var name = new GeneralName(GeneralName.uniformResourceIdentifier, uri);
        return List.of(leaf(key, begin, end, KeyPurposeId.id_kp_clientAuth, name), issuing);
    }

    public static GeneralName address(String literal) {
        return new GeneralName(GeneralName.iPAddress, literal);
    }

    public static GeneralName host(String host) {
        return new GeneralName(GeneralName.dNSName, host);
    }

    private X509Certificate leaf(
            PublicKey key, Instant begin, Instant end, KeyPurposeId purpose, GeneralName... names) {
        try {
            var builder =
                    builder("CN=" + name + " issuing", "CN=leaf", key, begin, end)
                            .addExtension(
                                    Extension.extendedKeyUsage,
                                    false,
                                    new ExtendedKeyUsage(purpose))
                            .addExtension(
                                    Extension.subjectAlternativeName,
                                    false,
                                    new GeneralNames(names));
            return sign((JcaX509v3CertificateBuilder) builder, issuingKeys.getPrivate());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private X509Certificate authority(String subject, PublicKey key) {
        try {
            var builder =
                    builder(
                                    rootName,
                                    subject,
                                    key,
                                    Instant.parse("2020-01-01T00:00:00Z"),
                                    Instant.parse("2046-01-01T00:00:00Z"))
                            .addExtension(
                                    Extension.basicConstraints, true, new BasicConstraints(true))
                            .addExtension(
                                    Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            return sign((JcaX509v3CertificateBuilder) builder, rootKeys.getPrivate());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(
            String issuer, String subject, PublicKey key, Instant begin, Instant end) {
        return new JcaX509v3CertificateBuilder(
                new X500Name(issuer),
                BigInteger.valueOf(SERIAL.incrementAndGet()),
                Date.from(begin),
                Date.from(end),
                new X500Name(subject),
                key);
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws Exception {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }
}
