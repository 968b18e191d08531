package dev.rollcall.server.testing;

import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.EcKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test: one root that issues a server's and devices' certificates. */
public final class TestCa {

    private static final Duration LIFE = Duration.ofDays(400);
    private static final char[] NO_PASSWORD = new char[0];

    private final KeyPair pair = EcKeys.generate();
    private final X500Name name;
    private final Instant now;
    private final X509Certificate root;

    public TestCa(String name, Instant now) {
        this.name = new X500Name("CN=" + name);
        this.now = now;
        this.root = issue(this.name, pair, new BasicConstraints(true), null, null);
    }

    /** A certificate with its private key. */
    public record Leaf(PrivateKey key, X509Certificate certificate) {}

    public X509Certificate root() {
        return root;
    }

    /** A certificate for a key of the test's own, which says nothing. */
    public X509Certificate certify(KeyPair keys) {
        return issue(new X500Name("CN=key"), keys, new BasicConstraints(false), null, null);
    }

    public Leaf server() {
        return leaf(
                new GeneralNames(
                        new GeneralName[] {
                            new GeneralName(GeneralName.dNSName, "localhost"),
                            new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                        }),
                KeyPurposeId.id_kp_serverAuth);
    }

    public Leaf device(DeviceIdentity identity) {
        return leaf(
                new GeneralNames(
                        new GeneralName(GeneralName.uniformResourceIdentifier, identity.toUri())),
                KeyPurposeId.id_kp_clientAuth);
    }

    /** Accepts what this authority issued for the purpose that is asked about. */
    public X509TrustManager trust() {
        try {
            var store = emptyStore();
            store.setCertificateEntry("root", root);
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A client's TLS that trusts this authority and shows these certificates, if any. */
    public SSLContext client(List<Leaf> shown) {
        try {
            var store = emptyStore();
            for (var leaf : shown) {
                store.setKeyEntry(
                        "leaf",
                        leaf.key(),
                        NO_PASSWORD,
                        new X509Certificate[] {leaf.certificate()});
            }
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, NO_PASSWORD);
            var context = SSLContext.getInstance("TLSv1.3");
            context.init(
                    keys.getKeyManagers(),
                    new X509TrustManager[] {trust()},
                    SecureRandom.getInstanceStrong());
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Leaf leaf(GeneralNames names, KeyPurposeId purpose) {
        var keys = EcKeys.generate();
        var certificate =
                issue(new X500Name("CN=leaf"), keys, new BasicConstraints(false), names, purpose);
        return new Leaf(keys.getPrivate(), certificate);
    }

    private X509Certificate issue(
            X500Name subject,
            KeyPair keys,
            BasicConstraints constraints,
            GeneralNames names,
            KeyPurposeId purpose) {
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(64, new SecureRandom()),
                            Date.from(now.minus(Duration.ofDays(1))),
                            Date.from(now.plus(LIFE)),
                            subject,
                            keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, constraints);
            if (names != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, names);
            }
            if (purpose != null) {
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException | CertificateException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
