package dev.rollcall.server.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.server.pki.CertificateProfiles.Signer;
import dev.rollcall.server.pki.key.PassphraseEncryption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What openssl makes of our certificates, lists and encrypted keys. */
class CertificatesByOpenSslTest {

    private static final DistrictId LINCOLN = new DistrictId(UUID.randomUUID());
    private static final DistrictId ROOSEVELT = new DistrictId(UUID.randomUUID());
    private static final EnrollmentId ENROLLMENT = new EnrollmentId(UUID.randomUUID());

    @TempDir private Path folder;

    private final SecureRandom random = new SecureRandom();
    private final CertificateProfiles profiles = new CertificateProfiles(random);
    // the judge uses the real clock
    private final Instant now = Instant.now();
    private Signer root;
    private Signer issuing;
    private Signer infrastructure;

    @BeforeEach
    void makeAuthorities() throws IOException {
        var rootPair = EcKeys.generate();
        root = new Signer(profiles.root(rootPair, now), rootPair.getPrivate());
        var issuingPair = EcKeys.generate();
        issuing =
                new Signer(
                        profiles.issuing(root, LINCOLN, issuingPair.getPublic(), now),
                        issuingPair.getPrivate());
        var infrastructurePair = EcKeys.generate();
        infrastructure =
                new Signer(
                        profiles.infrastructure(root, infrastructurePair.getPublic(), now),
                        infrastructurePair.getPrivate());
        write("root.pem", root.certificate());
        write("issuing.pem", issuing.certificate());
        write("infrastructure.pem", infrastructure.certificate());
    }

    @Test
    void aDeviceCertificateVerifiesStrictlyAsAClientAndNotAsAServer() throws IOException {
        write("device.pem", device(LINCOLN));

        var client = verify("issuing.pem", "sslclient", "device.pem");
        var server = verify("issuing.pem", "sslserver", "device.pem");

        assertThat(client.output()).contains("device.pem: OK");
        assertThat(client.exit()).isZero();
        assertThat(server.exit()).isNotZero();
    }

    @Test
    void anIssuingAuthorityCannotNameDevicesOfAnotherDistrict() throws IOException {
        write("forged.pem", device(ROOSEVELT));

        var answer = verify("issuing.pem", "sslclient", "forged.pem");

        assertThat(answer.exit()).isNotZero();
        assertThat(answer.output()).contains("permitted subtree violation");
    }

    @Test
    void theServerCertificateVerifiesForItsNamesAndNoOther() throws IOException {
        var key = EcKeys.generate().getPublic();
        write(
                "server.pem",
                profiles.server(
                        infrastructure,
                        key,
                        List.of("mdm.lincoln.example", "127.0.0.1", "::1"),
                        now));

        assertThat(verify("infrastructure.pem", "sslserver", "server.pem").exit()).isZero();
        assertThat(named("-verify_hostname", "mdm.lincoln.example").exit()).isZero();
        assertThat(named("-verify_ip", "127.0.0.1").exit()).isZero();
        assertThat(named("-verify_ip", "::1").exit()).isZero();
        assertThat(named("-verify_hostname", "evil.example").exit()).isNotZero();
    }

    private Command.Answer named(String option, String name) {
        return OpenSsl.run(
                folder,
                "verify",
                "-CAfile",
                "root.pem",
                "-untrusted",
                "infrastructure.pem",
                option,
                name,
                "server.pem");
    }

    @Test
    void theTextSaysWhatTheProfileSays() throws IOException {
        write("device.pem", device(LINCOLN));

        var text = OpenSsl.run(folder, "x509", "-in", "device.pem", "-noout", "-text").output();
        var authority =
                OpenSsl.run(folder, "x509", "-in", "issuing.pem", "-noout", "-text").output();

        assertThat(text)
                .contains("URI:rollcall://" + LINCOLN + "/" + ENROLLMENT)
                .contains("TLS Web Client Authentication")
                .contains("NIST CURVE: P-256")
                .contains("CA:FALSE")
                .doesNotContain("TLS Web Server Authentication");
        assertThat(authority)
                .contains("pathlen:0")
                .contains("Permitted:")
                .contains("URI:" + LINCOLN);
    }

    @Test
    void aRevocationListVerifiesAndRevokes() throws IOException {
        var device = device(LINCOLN);
        write("device.pem", device);
        var revocation = new CertificateStatus.Revocation(now, RevocationReason.RETIRED);
        var der =
                RevocationList.make(
                        issuing,
                        List.of(new Certificates.Revoked(device.getSerialNumber(), revocation)),
                        1,
                        now);
        Files.writeString(folder.resolve("list.pem"), Pem.encode("X509 CRL", der));

        var text =
                OpenSsl.run(
                        folder,
                        "crl",
                        "-in",
                        "list.pem",
                        "-CAfile",
                        "issuing.pem",
                        "-noout",
                        "-text",
                        "-verify");
        var check =
                OpenSsl.run(
                        folder,
                        "verify",
                        "-CAfile",
                        "root.pem",
                        "-untrusted",
                        "issuing.pem",
                        "-crl_check",
                        "-CRLfile",
                        "list.pem",
                        "device.pem");

        assertThat(text.output()).contains("verify OK").contains("Cessation Of Operation");
        assertThat(check.output()).contains("certificate revoked");
    }

    @Test
    void anEncryptedKeyIsOpenedByItsPassphraseOnly() throws IOException {
        var pair = EcKeys.generate();
        var der =
                new PassphraseEncryption(random)
                        .encrypt(pair.getPrivate(), TestPki.OFFLINE, 600_000);
        Files.writeString(folder.resolve("key.pem"), Pem.encode("ENCRYPTED PRIVATE KEY", der));

        var opened = pkcs8(TestPki.OFFLINE.revealText());
        var refused = pkcs8("wrong");

        assertThat(opened.output()).contains("BEGIN PRIVATE KEY");
        assertThat(EcKeys.privateKey(Pem.decode("PRIVATE KEY", opened.output()).getFirst()))
                .isEqualTo(pair.getPrivate());
        assertThat(refused.exit()).isNotZero();
    }

    private Command.Answer pkcs8(String passphrase) {
        return OpenSsl.run(folder, "pkcs8", "-in", "key.pem", "-passin", "pass:" + passphrase);
    }

    private X509Certificate device(DistrictId named) {
        return profiles.device(
                issuing, named, ENROLLMENT, EcKeys.generate().getPublic(), TestPki.NOWHERE, now);
    }

    private Command.Answer verify(String authority, String purpose, String leaf) {
        return OpenSsl.run(
                folder,
                "verify",
                "-x509_strict",
                "-purpose",
                purpose,
                "-CAfile",
                "root.pem",
                "-untrusted",
                authority,
                leaf);
    }

    private void write(String name, X509Certificate certificate) throws IOException {
        Files.writeString(folder.resolve(name), Pem.encode(certificate));
    }
}
