package dev.rollcall.server.http;

import dev.rollcall.common.pki.EcKeys;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A throw-away root and certificates by it, good for a day. */
public final class TestTls {

    private final KeyPair rootKey = EcKeys.generate();
    private final X509Certificate root =
            certificate(
                    "CN=Test root",
                    rootKey.getPublic(),
                    "CN=Test root",
                    rootKey.getPrivate(),
                    true);

    public X509Certificate root() {
        return root;
    }

    /** For localhost. */
    public TlsMaterial server() {
        return issue("CN=localhost");
    }

    /** A key with its certificate and the root. */
    public TlsMaterial issue(String subject) {
        var key = EcKeys.generate();
        var leaf =
                certificate(subject, key.getPublic(), "CN=Test root", rootKey.getPrivate(), false);
        return new TlsMaterial(key.getPrivate(), List.of(leaf, root));
    }

    /** Of a client that trusts the root, and shows a certificate where it has one. */
    public SSLContext client(Optional<TlsMaterial> own) {
        try {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("root", root);
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            var keys = KeyManagerFactory.getInstance("PKIX");
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            if (own.isPresent()) {
                store.setKeyEntry(
                        "own",
                        own.get().key(),
                        new char[0],
                        own.get().chain().toArray(X509Certificate[]::new));
            }
            keys.init(store, new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate certificate(
            String subject, PublicKey key, String issuer, PrivateKey issuerKey, boolean isRoot) {
        try {
            var now = Instant.now();
            var builder =
                    new JcaX509v3CertificateBuilder(
                            new X500Name(issuer),
                            BigInteger.valueOf(System.nanoTime()),
                            Date.from(now.minusSeconds(3600)),
                            Date.from(now.plusSeconds(86400)),
                            new X500Name(subject),
                            key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isRoot));
            if (!isRoot) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(
                                new GeneralName[] {
                                    new GeneralName(GeneralName.dNSName, "localhost"),
                                    new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                                }));
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }
}
