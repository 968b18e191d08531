package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.enrollment.Enroller;
import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.agent.enrollment.Fingerprint;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.http.HttpServer;
import dev.rollcall.server.pki.Command;
import dev.rollcall.server.pki.OpenSsl;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Enrollment over real HTTPS, asked by curl with openssl and by the agent. */
class EstRoutesTest {

    @TempDir private Path folder;

    // peers judge certificates by the real clock
    private final InstantSource clock = InstantSource.system();

    private HttpServer serve(TestEnrollment rooms) throws IOException {
        Files.writeString(folder.resolve("root.pem"), Pem.encode(rooms.authorities().root()));
        return EstServer.start(rooms, clock);
    }

    private Command.Answer curl(HttpServer server, String path, String... more) {
        var arguments =
                new ArrayList<>(
                        List.of("curl", "-sS", "--cacert", "root.pem", "-D", "headers.txt"));
        arguments.addAll(Arrays.asList(more));
        arguments.add("https://localhost:" + server.port() + path);
        return Command.run(folder, arguments);
    }

    private Command.Answer enroll(HttpServer server, String token) {
        return enroll(server, token, "application/pkcs10");
    }

    private Command.Answer enroll(HttpServer server, String token, String contentType) {
        return curl(
                server,
                "/.well-known/est/simpleenroll",
                "-u",
                "rollcall:" + token,
                "-H",
                "Content-Type: " + contentType,
                "--data-binary",
                "@request.b64");
    }

    private Command.Answer reenroll(HttpServer server, String... more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "-H",
                                "Content-Type: application/pkcs10",
                                "--data-binary",
                                "@request.b64"));
        arguments.addAll(List.of(more));
        return curl(server, "/.well-known/est/simplereenroll", arguments.toArray(String[]::new));
    }

    /** Writes the certificates of an answer as PEM. */
    private void chain(Command.Answer answer, String file) throws IOException {
        Files.writeString(folder.resolve("answer.b64"), answer.output());
        openssl("base64", "-d", "-in", "answer.b64", "-out", "answer.p7");
        var printed =
                openssl(
                        "pkcs7",
                        "-inform",
                        "DER",
                        "-in",
                        "answer.p7",
                        "-print_certs",
                        "-out",
                        file);
        assertThat(printed.exit()).as(answer.output()).isZero();
    }

    private Command.Answer openssl(String... arguments) {
        return OpenSsl.run(folder, arguments);
    }

    private void makeRequest(String... more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "req",
                                "-new",
                                "-newkey",
                                "ec",
                                "-pkeyopt",
                                "ec_paramgen_curve:P-256",
                                "-nodes",
                                "-keyout",
                                "key.pem",
                                "-subj",
                                "/CN=device",
                                "-outform",
                                "DER",
                                "-out",
                                "request.der"));
        arguments.addAll(List.of(more));
        assertThat(openssl(arguments.toArray(String[]::new)).exit()).isZero();
        openssl("base64", "-in", "request.der", "-out", "request.b64");
    }

    @StorageTest
    void curlAndOpensslEnrollAndFetchTheTrustBundle(TestDatabase engine) throws IOException {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder, clock);
            makeRequest();
            try (var server = serve(rooms)) {
                var enrolled = enroll(server, rooms.token(1));

                assertThat(folder.resolve("headers.txt"))
                        .content()
                        .contains("200")
                        .containsIgnoringCase(
                                "content-type: application/pkcs7-mime; smime-type=certs-only")
                        .containsIgnoringCase("content-transfer-encoding: base64");
                chain(enrolled, "chain.pem");
                assertThat(
                                openssl(
                                                "verify",
                                                "-purpose",
                                                "sslclient",
                                                "-CAfile",
                                                "root.pem",
                                                "-untrusted",
                                                "chain.pem",
                                                "chain.pem")
                                        .output())
                        .contains("chain.pem: OK");
                var bundle =
                        curl(
                                server,
                                "/agent/v1/trust-bundle",
                                "--cert",
                                "chain.pem",
                                "--key",
                                "key.pem");
                assertThat(bundle.output()).contains("\"type\":\"trust-bundle\"");
            }
        }
    }

    @StorageTest
    void aDeviceRenewsByTheCertificateThatItHolds(TestDatabase engine) throws IOException {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder, clock);
            makeRequest();
            try (var server = serve(rooms)) {
                chain(enroll(server, rooms.token(1)), "chain.pem");
                Files.move(folder.resolve("key.pem"), folder.resolve("first.pem"));
                makeRequest();

                var renewed = reenroll(server, "--cert", "chain.pem", "--key", "first.pem");

                chain(renewed, "next.pem");
                var subject = openssl("x509", "-in", "chain.pem", "-noout", "-subject").output();
                assertThat(openssl("x509", "-in", "next.pem", "-noout", "-subject").output())
                        .isEqualTo(subject)
                        .contains("CN");
                var bundle =
                        curl(
                                server,
                                "/agent/v1/trust-bundle",
                                "--cert",
                                "next.pem",
                                "--key",
                                "key.pem");
                assertThat(bundle.output()).contains("\"type\":\"trust-bundle\"");
                assertThat(reenroll(server).output()).contains("\"code\":\"certificate-required\"");
            }
        }
    }

    @StorageTest
    void whatARequestShouldLookLikeIsTold(TestDatabase engine) throws IOException {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder, clock);
            try (var server = serve(rooms)) {
                curl(server, "/.well-known/est/csrattrs", "-o", "attributes.b64");

                assertThat(folder.resolve("headers.txt"))
                        .content()
                        .containsIgnoringCase("content-type: application/csrattrs")
                        .containsIgnoringCase("content-transfer-encoding: base64");
                openssl("base64", "-d", "-in", "attributes.b64", "-out", "attributes.der");
                assertThat(openssl("asn1parse", "-inform", "DER", "-in", "attributes.der").output())
                        .contains("ecdsa-with-SHA256")
                        .contains("id-ecPublicKey")
                        .contains("prime256v1");
            }
        }
    }

    @StorageTest
    void aRequestForWhatIsNotGivenIsRefusedAndSpendsNothing(TestDatabase engine)
            throws IOException {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder, clock);
            var token = rooms.token(1);
            try (var server = serve(rooms)) {
                makeRequest("-subj", "/O=Lincoln/CN=teacher-7");
                assertThat(enroll(server, token).output())
                        .contains("\"code\":\"certificate-request-bad\"")
                        .contains("names a subject");
                makeRequest("-addext", "subjectAltName=URI:rollcall://a/b");
                assertThat(enroll(server, token).output()).contains("2.5.29.17");
                makeRequest("-addext", "basicConstraints=critical,CA:TRUE");
                assertThat(enroll(server, token).output()).contains("2.5.29.19");
                makeRequest("-addext", "keyUsage=digitalSignature,keyCertSign");
                assertThat(enroll(server, token).output()).contains("2.5.29.15");
                makeRequest("-addext", "extendedKeyUsage=serverAuth");
                assertThat(enroll(server, token).output()).contains("2.5.29.37");
                assertThat(enroll(server, token, "application/json").output())
                        .contains("\"code\":\"unsupported-media-type\"");

                makeRequest(
                        "-addext",
                        "keyUsage=critical,digitalSignature",
                        "-addext",
                        "extendedKeyUsage=clientAuth");
                chain(enroll(server, token), "chain.pem");
            }
        }
    }

    @StorageTest
    void anchorsAndRevocationListsAreThereForEverybody(TestDatabase engine) throws IOException {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder, clock);
            try (var server = serve(rooms)) {
                curl(server, "/.well-known/est/cacerts", "-o", "anchors.b64");
                curl(server, "/pki/" + rooms.district() + ".crl", "-o", "list.crl");
                var nothing = curl(server, "/pki/nothing.crl");

                openssl("base64", "-d", "-in", "anchors.b64", "-out", "anchors.p7");
                assertThat(
                                openssl(
                                                "pkcs7",
                                                "-inform",
                                                "DER",
                                                "-in",
                                                "anchors.p7",
                                                "-print_certs")
                                        .output())
                        .contains("Rollcall root")
                        .contains("Rollcall devices of " + rooms.district());
                assertThat(openssl("crl", "-inform", "DER", "-in", "list.crl", "-noout").exit())
                        .isZero();
                assertThat(nothing.output()).contains("\"code\":\"not-found\"");
            }
        }
    }

    @StorageTest
    void refusalsSayWhyAndAMissingTokenIsAskedFor(TestDatabase engine) throws IOException {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder, clock);
            makeRequest();
            try (var server = serve(rooms)) {
                var mistyped = enroll(server, "rce_mistyped");
                var unnamed =
                        curl(
                                server,
                                "/.well-known/est/simpleenroll",
                                "-H",
                                "Content-Type: application/pkcs10",
                                "--data-binary",
                                "@request.b64");
                var headers = Files.readString(folder.resolve("headers.txt"));
                var unreadable =
                        curl(
                                server,
                                "/.well-known/est/simpleenroll",
                                "-H",
                                "Authorization: Bearer token",
                                "-H",
                                "Content-Type: application/pkcs10",
                                "--data-binary",
                                "@request.b64");
                Files.write(folder.resolve("request.b64"), new byte[100_000]);
                var huge = enroll(server, rooms.token(1));
                var stranger = curl(server, "/agent/v1/trust-bundle");

                assertThat(mistyped.output()).contains("\"code\":\"token-malformed\"");
                assertThat(unnamed.output()).isEmpty();
                assertThat(headers).contains("401").containsIgnoringCase("www-authenticate: basic");
                assertThat(unreadable.output()).contains("\"code\":\"token-required\"");
                assertThat(huge.output()).contains("\"code\":\"too-large\"");
                assertThat(stranger.output()).contains("\"code\":\"certificate-required\"");
            }
        }
    }

    @StorageTest
    void theAgentEnrollsAndARevokedOneIsToldSo(TestDatabase engine)
            throws IOException, EnrollmentException {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder, clock);
            var state = StateFolder.open(folder.resolve("agent"));
            var enroller = new Enroller(state, IdentityStore.open(state), clock, Optional.empty());
            try (var server = serve(rooms)) {
                var identity =
                        enroller.enroll(
                                URI.create("https://localhost:" + server.port()),
                                Secret.ofText(rooms.token(1)),
                                Fingerprint.parse(rooms.authorities().rootFingerprint().hex()));

                assertThat(identity.district()).isEqualTo(rooms.district());
                assertThat(TrustBundleStore.open(state)).isPresent();
                var enrollment =
                        fresh.database()
                                .read(h ->
                                        rooms.enrollments()
                                                .find(h, rooms.district(), identity.enrollment()))
                                .orElseThrow();
                new Departures(
                                rooms.database(),
                                rooms.authorities(),
                                new Retirements(),
                                rooms.audit(),
                                (handle, district, ended, at) -> 0,
                                (ended, why) -> {})
                        .revoke(
                                rooms.district(),
                                enrollment.device(),
                                "stolen",
                                Actor.system(),
                                clock.instant());
                assertThatThrownBy(enroller::finish).hasMessageContaining("revoked");
            }
        }
    }
}
