package dev.rollcall.server.attestation.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.attestation.AttestationBeginning;
import dev.rollcall.common.attestation.AttestationProof;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.server.attestation.tpm.Attestation.Expected;
import dev.rollcall.server.attestation.tpm.Attestation.Opened;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** What somebody without such a TPM may send. */
class HostileTpmTest {

    private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");
    private static final KeyPurposeId TPM =
            KeyPurposeId.getInstance(new ASN1ObjectIdentifier("2.23.133.8.1"));
    private static final int ATTESTATION = 0x0005_0472;
    private static final int DEVICE = 0x0004_0472;
    private static final int RESTRICTED = 0x0001_0000;
    private static final int MAGIC = 0xFF544347;
    private static final int SESSION = 0x8016;

    private static final Bytes PARENT = named(5);

    private final KeyPair maker = EcKeys.generate();
    private final KeyPair endorsement = EcKeys.generate();
    private final KeyPair attestation = EcKeys.generate();
    private final KeyPair device = EcKeys.generate();
    private final X509Certificate root = authority("Maker", maker, "Maker", maker, NOW);

    private static X509Certificate authority(
            String name, KeyPair key, String issuer, KeyPair by, Instant from) {
        return certificate(
                name,
                key,
                issuer,
                by,
                from,
                new BasicConstraints(true),
                KeyUsage.keyCertSign,
                KeyPurposeId.anyExtendedKeyUsage);
    }

    private X509Certificate endorsed(KeyPair key, Instant from, int usage, KeyPurposeId purpose) {
        return certificate(
                "TPM", key, "Maker", maker, from, new BasicConstraints(false), usage, purpose);
    }

    private static X509Certificate certificate(
            String name,
            KeyPair key,
            String issuer,
            KeyPair by,
            Instant from,
            BasicConstraints constraints,
            int usage,
            KeyPurposeId purpose) {
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            new X500Name("CN=" + issuer),
                            BigInteger.TEN,
                            Date.from(from.minus(Duration.ofDays(1))),
                            Date.from(from.plus(Duration.ofDays(1))),
                            new X500Name("CN=" + name),
                            key.getPublic());
            builder.addExtension(Extension.basicConstraints, true, constraints);
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(by.getPrivate())));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair rsa(int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Bytes der(X509Certificate certificate) {
        try {
            return Bytes.copyOf(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** TPMT_PUBLIC of a key that is in no TPM. */
    private static Bytes area(KeyPair key, int attributes) {
        var point = ((ECPublicKey) key.getPublic()).getW();
        return Bytes.copyOf(
                ByteBuffer.allocate(88)
                        .putShort((short) 0x23)
                        .putShort((short) 0x0B)
                        .putInt(attributes)
                        .putShort((short) 0)
                        .putShort((short) 0x10)
                        .putShort((short) 0x18)
                        .putShort((short) 0x0B)
                        .putShort((short) 3)
                        .putShort((short) 0x10)
                        .putShort((short) 32)
                        .put(fixed(point.getAffineX()))
                        .putShort((short) 32)
                        .put(fixed(point.getAffineY()))
                        .array());
    }

    private static byte[] fixed(BigInteger number) {
        var bytes = number.toByteArray();
        var fixed = new byte[32];
        int count = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - count, fixed, 32 - count, count);
        return fixed;
    }

    private Optional<Objection> opening(X509Certificate... chain) {
        return opening(
                Arrays.stream(chain).map(HostileTpmTest::der).toList(),
                area(attestation, ATTESTATION),
                area(device, DEVICE),
                List.of(root));
    }

    private static Optional<Objection> opening(
            List<Bytes> chain, Bytes attestation, Bytes device, List<X509Certificate> roots) {
        var opened =
                Attestation.open(new AttestationBeginning(chain, attestation, device), roots, NOW);
        return switch (opened) {
            case Opened.Refused(var why) -> Optional.of(why);
            case Opened.Plausible _ -> Optional.empty();
        };
    }

    @Test
    void believesOnlyEndorsementCertificatesOfATrustedMaker() {
        var usual = endorsed(endorsement, NOW, KeyUsage.keyAgreement, TPM);
        var stranger = EcKeys.generate();
        var theirs =
                certificate(
                        "TPM",
                        endorsement,
                        "Maker",
                        stranger,
                        NOW,
                        new BasicConstraints(false),
                        KeyUsage.keyAgreement,
                        TPM);
        var between = EcKeys.generate();
        var below = authority("Between", between, "Maker", maker, NOW);
        var deep =
                certificate(
                        "TPM",
                        endorsement,
                        "Between",
                        between,
                        NOW,
                        new BasicConstraints(false),
                        KeyUsage.keyAgreement,
                        TPM);
        var year = Duration.ofDays(365);

        assertThat(opening(usual)).isEmpty();
        assertThat(opening(deep, below)).isEmpty();
        assertThat(opening(deep)).contains(Objection.CERTIFICATE_UNTRUSTED);
        assertThat(opening(theirs)).contains(Objection.CERTIFICATE_UNTRUSTED);
        assertThat(opening(theirs, authority("Maker", stranger, "Maker", stranger, NOW)))
                .contains(Objection.CERTIFICATE_UNTRUSTED);
        for (var from : List.of(NOW.minus(year), NOW.plus(year))) {
            assertThat(opening(endorsed(endorsement, from, KeyUsage.keyAgreement, TPM)))
                    .contains(Objection.CERTIFICATE_OUT_OF_TIME);
        }
        assertThat(opening(root)).contains(Objection.CERTIFICATE_FOR_ANOTHER_USE);
        assertThat(
                        opening(
                                endorsed(
                                        endorsement,
                                        NOW,
                                        KeyUsage.keyAgreement,
                                        KeyPurposeId.id_kp_clientAuth)))
                .contains(Objection.CERTIFICATE_FOR_ANOTHER_USE);
        assertThat(opening(endorsed(endorsement, NOW, KeyUsage.digitalSignature, TPM)))
                .contains(Objection.CERTIFICATE_FOR_ANOTHER_USE);
        for (int bits : List.of(1024, 3072)) {
            assertThat(opening(endorsed(rsa(bits), NOW, KeyUsage.keyEncipherment, TPM)))
                    .as(bits + " bits")
                    .contains(Objection.ENDORSEMENT_KEY_UNUSUAL);
        }
        assertThat(opening(endorsed(rsa(2048), NOW, KeyUsage.keyEncipherment, TPM))).isEmpty();
    }

    @Test
    void believesNobodyWhereNobodyIsTrusted() {
        var chain = List.of(der(endorsed(endorsement, NOW, KeyUsage.keyAgreement, TPM)));
        var ak = area(attestation, ATTESTATION);
        var dk = area(device, DEVICE);

        assertThat(opening(chain, ak, dk, List.of())).contains(Objection.NO_ROOTS);
        assertThat(opening(List.of(Bytes.utf8("no certificate")), ak, dk, List.of(root)))
                .contains(Objection.CERTIFICATE_UNREADABLE);
    }

    @Test
    void refusesKeysThatCouldBeElsewhereOrSignAnything() {
        var chain = List.of(der(endorsed(endorsement, NOW, KeyUsage.keyAgreement, TPM)));
        var ak = area(attestation, ATTESTATION);
        var dk = area(device, DEVICE);
        var roots = List.of(root);

        assertThat(opening(chain, ak, dk, roots)).isEmpty();
        // fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, sign
        for (int bit : List.of(1, 4, 5, 6, 18)) {
            assertThat(opening(chain, area(attestation, ATTESTATION & ~(1 << bit)), dk, roots))
                    .as("attestation key without bit " + bit)
                    .contains(Objection.ATTESTATION_KEY_UNUSABLE);
            assertThat(opening(chain, ak, area(device, DEVICE & ~(1 << bit)), roots))
                    .as("device key without bit " + bit)
                    .contains(Objection.DEVICE_KEY_UNUSABLE);
        }
        assertThat(opening(chain, area(attestation, DEVICE), dk, roots))
                .as("not restricted")
                .contains(Objection.ATTESTATION_KEY_UNUSABLE);
        assertThat(opening(chain, area(attestation, ATTESTATION | 0x20000), dk, roots))
                .as("decrypts")
                .contains(Objection.ATTESTATION_KEY_UNUSABLE);
        assertThat(opening(chain, ak, area(device, DEVICE | RESTRICTED), roots))
                .contains(Objection.DEVICE_KEY_UNUSABLE);
    }

    @Test
    void readsNoStructureThatIsCutLongerOrOffItsCurve() {
        var whole = area(device, DEVICE).toArray();
        assertThat(TpmKey.parse(Bytes.copyOf(whole))).isPresent();
        for (int length = 0; length < whole.length; length++) {
            assertThat(TpmKey.parse(Bytes.copyOf(Arrays.copyOf(whole, length))))
                    .as("first " + length)
                    .isEmpty();
        }
        assertThat(TpmKey.parse(Bytes.copyOf(Arrays.copyOf(whole, whole.length + 1)))).isEmpty();
        var off = whole.clone();
        off[off.length - 1] ^= 1;
        assertThat(TpmKey.parse(Bytes.copyOf(off))).isEmpty();
        Arrays.fill(off, off.length - 66, off.length, (byte) 0);
        assertThat(TpmKey.parse(Bytes.copyOf(off))).isEmpty();

        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            var noisy = whole.clone();
            noisy[random.nextInt(noisy.length)] = (byte) random.nextInt();
            TpmKey.parse(Bytes.copyOf(noisy))
                    .ifPresent(key -> assertThat(key.key().getEncoded()).hasSize(91));
            var said = statement(MAGIC, SESSION, nonce(1), described(device, PARENT));
            said[random.nextInt(said.length)] = (byte) random.nextInt();
            RememberedSession.parse(said)
                    .ifPresent(read -> assertThat(read.digest().size()).isLessThanOrEqualTo(64));
        }
    }

    private static Bytes nonce(int value) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Bytes.copyOf(bytes);
    }

    /** What a session remembers in which this key was described. */
    private static Bytes described(KeyPair key, Bytes parent) {
        return RememberedSession.ofDescription(
                TpmKey.parse(area(key, DEVICE)).orElseThrow(), parent);
    }

    /** The qualified name of a key. */
    private static Bytes named(int value) {
        return Bytes.copyOf(
                ByteBuffer.allocate(34).putShort((short) 0x0B).put(nonce(value).toArray()).array());
    }

    /** TPMS_ATTEST. */
    private static byte[] statement(int magic, int type, Bytes nonce, Bytes digest) {
        return ByteBuffer.allocate(4 + 2 + 2 + 2 + nonce.size() + 25 + 1 + 2 + digest.size())
                .putInt(magic)
                .putShort((short) type)
                .putShort((short) 0)
                .putShort((short) nonce.size())
                .put(nonce.toArray())
                .put(new byte[25])
                .put((byte) 1)
                .putShort((short) digest.size())
                .put(digest.toArray())
                .array();
    }

    private static Bytes signed(byte[] statement, PrivateKey by) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(by);
            signature.update(statement);
            var both = ASN1Sequence.getInstance(signature.sign());
            return Bytes.copyOf(
                    ByteBuffer.allocate(4 + 2 * 34)
                            .putShort((short) 0x18)
                            .putShort((short) 0x0B)
                            .putShort((short) 32)
                            .put(fixed(ASN1Integer.getInstance(both.getObjectAt(0)).getValue()))
                            .putShort((short) 32)
                            .put(fixed(ASN1Integer.getInstance(both.getObjectAt(1)).getValue()))
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Objection> completing(Bytes secret, byte[] statement, Bytes signature) {
        return completing(secret, PARENT, statement, signature);
    }

    private Optional<Objection> completing(
            Bytes secret, Bytes parent, byte[] statement, Bytes signature) {
        var expected =
                new Expected(
                        TpmKey.parse(area(attestation, ATTESTATION)).orElseThrow(),
                        TpmKey.parse(area(device, DEVICE)).orElseThrow(),
                        nonce(1),
                        Digest.of(nonce(9).toArray()));
        return Attestation.objection(
                new AttestationProof(nonce(1), secret, parent, Bytes.copyOf(statement), signature),
                expected);
    }

    private Optional<Objection> saying(int magic, int type, Bytes nonce, Bytes digest) {
        var statement = statement(magic, type, nonce, digest);
        return completing(nonce(9), statement, signed(statement, attestation.getPrivate()));
    }

    /** With a parent of one's choice. */
    private Optional<Objection> sayingBelow(Bytes parent) {
        var statement = statement(MAGIC, SESSION, nonce(1), described(device, parent));
        return completing(nonce(9), parent, statement, signed(statement, attestation.getPrivate()));
    }

    @Test
    void believesOneStatementAboutOneKeyOnly() {
        var about = described(device, PARENT);
        assertThat(saying(MAGIC, SESSION, nonce(1), about)).isEmpty();
        assertThat(saying(MAGIC + 1, SESSION, nonce(1), about))
                .contains(Objection.NOT_SAID_BY_A_TPM);
        assertThat(saying(MAGIC, 0x8018, nonce(1), about)).contains(Objection.NOT_ABOUT_A_SESSION);
        assertThat(saying(MAGIC, SESSION, nonce(2), about)).contains(Objection.ANOTHER_NONCE);
        assertThat(saying(MAGIC, SESSION, nonce(1), described(EcKeys.generate(), PARENT)))
                .contains(Objection.ABOUT_SOMETHING_ELSE);
        assertThat(saying(MAGIC, SESSION, nonce(1), described(device, named(6))))
                .contains(Objection.ABOUT_SOMETHING_ELSE);
        assertThat(saying(MAGIC, SESSION, nonce(1), nonce(0)))
                .contains(Objection.ABOUT_SOMETHING_ELSE);

        var right = statement(MAGIC, SESSION, nonce(1), about);
        var by = signed(right, attestation.getPrivate());
        assertThat(completing(nonce(8), right, by)).contains(Objection.WRONG_SECRET);
        assertThat(completing(Bytes.copyOf(new byte[0]), right, by))
                .contains(Objection.WRONG_SECRET);
        assertThat(completing(nonce(9), right, signed(right, device.getPrivate())))
                .contains(Objection.WRONG_SIGNATURE);
        for (int length = 0; length < by.size(); length++) {
            assertThat(
                            completing(
                                    nonce(9),
                                    right,
                                    Bytes.copyOf(Arrays.copyOf(by.toArray(), length))))
                    .contains(Objection.WRONG_SIGNATURE);
        }
        for (int length = 0; length < right.length; length++) {
            var cut = Arrays.copyOf(right, length);
            assertThat(completing(nonce(9), cut, signed(cut, attestation.getPrivate())))
                    .as("first " + length)
                    .contains(Objection.STATEMENT_UNREADABLE);
        }
        var zeros = ByteBuffer.allocate(72).putShort((short) 0x18).putShort((short) 0x0B);
        zeros.putShort((short) 32).position(38).putShort((short) 32);
        assertThat(completing(nonce(9), right, Bytes.copyOf(zeros.array())))
                .contains(Objection.WRONG_SIGNATURE);
    }

    @Test
    void believesNoKeyThatIsDirectlyBelowAHierarchyAsEverybodysPublicHalfCanBe() {
        assertThat(sayingBelow(PARENT)).isEmpty();
        // owner, null, endorsement, platform
        for (int hierarchy : List.of(0x40000001, 0x40000007, 0x4000000B, 0x4000000C)) {
            var name = Bytes.copyOf(ByteBuffer.allocate(4).putInt(hierarchy).array());
            assertThat(sayingBelow(name)).contains(Objection.BELOW_NO_KEY);
        }
        assertThat(sayingBelow(Bytes.copyOf(new byte[0]))).contains(Objection.BELOW_NO_KEY);
        assertThat(sayingBelow(Bytes.copyOf(new byte[34]))).contains(Objection.BELOW_NO_KEY);
        assertThat(sayingBelow(Bytes.copyOf(new byte[66]))).contains(Objection.BELOW_NO_KEY);
    }
}
