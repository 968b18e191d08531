package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.KeyId;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What each kind of certificate says. Serials are 128 random bits; every certificate begins an hour
 * early, for clocks that run behind.
 */
public final class CertificateProfiles {

    private static final Duration EARLY = Duration.ofHours(1);
    private static final int SERIAL_BITS = 128;

    private final SecureRandom random;

    public CertificateProfiles(SecureRandom random) {
        this.random = random;
    }

    /** Who signs. */
    public record Signer(X509Certificate certificate, PrivateKey key) {}

    /** Twenty years; one authority may stand below it. */
    public X509Certificate root(KeyPair pair, Instant now) {
        var name = name("Rollcall root " + KeyId.of(pair.getPublic()));
        return build(
                name,
                pair.getPrivate(),
                name,
                pair.getPublic(),
                now,
                years(now, 20),
                b -> {
                    b.addExtension(Extension.basicConstraints, true, new BasicConstraints(1));
                    b.addExtension(Extension.keyUsage, true, authorityUsage());
                });
    }

    /** Five years; signs the server's own TLS certificates. */
    public X509Certificate infrastructure(Signer root, PublicKey key, Instant now) {
        var name = name("Rollcall infrastructure " + KeyId.of(key));
        return authority(
                root, name, key, now, KeyPurposeId.id_kp_serverAuth, authorityUsage(), null);
    }

    /** Five years; signs the devices of one district, and by its name constraint of no other. */
    public X509Certificate issuing(Signer root, DistrictId district, PublicKey key, Instant now) {
        var name = name("Rollcall devices of " + district + " " + KeyId.of(key));
        var constraint =
                new NameConstraints(
                        new GeneralSubtree[] {
                            new GeneralSubtree(
                                    new GeneralName(
                                            GeneralName.uniformResourceIdentifier,
                                            district.toString()))
                        },
                        null);
        // it signs answers of OCSP itself, which are neither certificates nor lists
        var usage =
                new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature);
        return authority(root, name, key, now, KeyPurposeId.id_kp_clientAuth, usage, constraint);
    }

    /** 397 days, the longest that browsers take. */
    public X509Certificate server(
            Signer infrastructure, PublicKey key, List<String> names, Instant now) {
        var subject = name("Rollcall server");
        var until = now.minus(EARLY).plus(Duration.ofDays(397));
        return leaf(
                infrastructure,
                subject,
                key,
                now,
                until,
                KeyPurposeId.id_kp_serverAuth,
                _ -> {},
                names.stream().map(CertificateProfiles::generalName).toArray(GeneralName[]::new));
    }

    /**
     * Thirteen months.
     *
     * @param revocation where to ask whether it was revoked
     */
    X509Certificate device(
            Signer issuing,
            DistrictId district,
            EnrollmentId enrollment,
            PublicKey key,
            RevocationAddresses revocation,
            Instant now) {
        var identity = new DeviceIdentity(district, enrollment);
        return leaf(
                issuing,
                name(enrollment.toString()),
                key,
                now,
                now.atZone(ZoneOffset.UTC).plusMonths(13).toInstant(),
                KeyPurposeId.id_kp_clientAuth,
                revocation::addTo,
                new GeneralName(GeneralName.uniformResourceIdentifier, identity.toUri()));
    }

    static GeneralName generalName(String host) {
        var address = host.matches("[0-9.]+") || host.contains(":");
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private X509Certificate authority(
            Signer root,
            X500Principal name,
            PublicKey key,
            Instant now,
            KeyPurposeId purpose,
            KeyUsage usage,
            @Nullable NameConstraints constraint) {
        return build(
                root.certificate().getSubjectX500Principal(),
                root.key(),
                name,
                key,
                now,
                years(now, 5),
                b -> {
                    b.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
                    b.addExtension(Extension.keyUsage, true, usage);
                    b.addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
                    b.addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils()
                                    .createAuthorityKeyIdentifier(root.certificate()));
                    if (constraint != null) {
                        b.addExtension(Extension.nameConstraints, true, constraint);
                    }
                });
    }

    private X509Certificate leaf(
            Signer issuer,
            X500Principal subject,
            PublicKey key,
            Instant now,
            Instant until,
            KeyPurposeId purpose,
            Extensions more,
            GeneralName... names) {
        return build(
                issuer.certificate().getSubjectX500Principal(),
                issuer.key(),
                subject,
                key,
                now,
                earlier(until, issuer.certificate().getNotAfter().toInstant()),
                b -> {
                    b.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
                    b.addExtension(
                            Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
                    b.addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
                    b.addExtension(
                            Extension.subjectAlternativeName, false, new GeneralNames(names));
                    b.addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils()
                                    .createAuthorityKeyIdentifier(issuer.certificate()));
                    more.add(b);
                });
    }

    /** The extensions of one kind. */
    private interface Extensions {
        void add(JcaX509v3CertificateBuilder builder) throws IOException, GeneralSecurityException;
    }

    private X509Certificate build(
            X500Principal issuer,
            PrivateKey signingKey,
            X500Principal subject,
            PublicKey key,
            Instant now,
            Instant until,
            Extensions extensions) {
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            issuer,
                            new BigInteger(SERIAL_BITS, random),
                            Date.from(now.minus(EARLY)),
                            Date.from(until),
                            subject,
                            key);
            extensions.add(builder);
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(signingKey);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("could not make a certificate", e);
        }
    }

    private static KeyUsage authorityUsage() {
        return new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
    }

    private static X500Principal name(String commonName) {
        return new X500Principal("CN=" + commonName + ",O=Rollcall");
    }

    private static Instant years(Instant now, int years) {
        return now.atZone(ZoneOffset.UTC).plusYears(years).toInstant();
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
