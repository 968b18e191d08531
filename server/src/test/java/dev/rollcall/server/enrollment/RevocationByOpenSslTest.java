package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.pki.Pem;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.http.HttpServer;
import dev.rollcall.server.pki.Command;
import dev.rollcall.server.pki.OpenSsl;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestTrust;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/** What the openssl command learns about a device's certificate from the server alone. */
class RevocationByOpenSslTest {

    private static final Pattern LIST = Pattern.compile("URI:https://localhost:8444(/pki/\\S+crl)");
    private static final Pattern RESPONDER =
            Pattern.compile("OCSP - URI:https://localhost:8444(/pki/\\S+)");

    // the judge uses the real clock
    private final InstantSource clock =
            () -> InstantSource.system().instant().truncatedTo(ChronoUnit.MICROS);

    @TempDir private Path folder;

    /** A device that enrolled, its certificates in files. */
    private TestEnrollment enrolled(TestDatabase.Fresh fresh) throws IOException {
        var rooms = new TestEnrollment(fresh.database(), folder, clock);
        var accepted = rooms.enroll();
        Files.writeString(folder.resolve("root.pem"), Pem.encode(rooms.authorities().root()));
        Files.writeString(folder.resolve("device.pem"), Pem.encode(accepted.chain().getFirst()));
        Files.writeString(folder.resolve("issuing.pem"), Pem.encode(accepted.chain().getLast()));
        device = accepted;
        return rooms;
    }

    private Acceptance.Accepted device;

    private void revoke(TestEnrollment rooms) {
        new Departures(
                        rooms.database(),
                        rooms.authorities(),
                        new Retirements(),
                        rooms.audit(),
                        (handle, district, enrollment, now) -> 0,
                        (enrollment, why) -> {})
                .revoke(
                        rooms.district(),
                        device.device().device(),
                        "stolen",
                        Actor.system(),
                        clock.instant());
    }

    private String named(Pattern address) {
        var text = OpenSsl.run(folder, "x509", "-in", "device.pem", "-noout", "-text").output();
        var match = address.matcher(text);
        assertThat(match.find()).as(text).isTrue();
        return match.group(1);
    }

    private Command.Answer ask(HttpServer http, String... more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "ocsp",
                                "-issuer",
                                "issuing.pem",
                                "-CAfile",
                                "root.pem",
                                "-url",
                                "https://localhost:" + http.port() + named(RESPONDER)));
        arguments.addAll(List.of(more));
        return OpenSsl.run(folder, arguments.toArray(String[]::new));
    }

    @StorageTest
    void theResponderThatTheCertificateNamesAnswersOpenssl(TestDatabase engine) throws IOException {
        try (var fresh = engine.fresh()) {
            var rooms = enrolled(fresh);
            try (var http = EstServer.start(rooms, clock)) {
                var good = ask(http, "-cert", "device.pem");
                revoke(rooms);
                var revoked = ask(http, "-sha256", "-cert", "device.pem");
                var unknown = ask(http, "-serial", "0x4711");

                assertThat(good.output())
                        .contains("Response verify OK", "device.pem: good", "Next Update")
                        .doesNotContain("no nonce in response");
                assertThat(revoked.output())
                        .contains(
                                "Response verify OK",
                                "device.pem: revoked",
                                "Reason:",
                                "Revocation Time");
                assertThat(unknown.output()).contains("Response verify OK", "0x4711: unknown");
            }
        }
    }

    @StorageTest
    void theListThatTheCertificateNamesRevokesItForOpenssl(TestDatabase engine)
            throws IOException, InterruptedException {
        try (var fresh = engine.fresh()) {
            var rooms = enrolled(fresh);
            try (var http = EstServer.start(rooms, clock)) {
                fetchList(http, "before.crl");
                var welcome = check("before.crl");
                revoke(rooms);
                fetchList(http, "after.crl");
                var refused = check("after.crl");

                var signed =
                        OpenSsl.run(
                                folder,
                                "crl",
                                "-verify",
                                "-CAfile",
                                "issuing.pem",
                                "-in",
                                "after.crl",
                                "-noout",
                                "-text");
                assertThat(welcome.output()).contains("device.pem: OK");
                assertThat(refused.output()).contains("certificate revoked");
                assertThat(signed.output()).contains("verify OK", "CRL Number", "Next Update");
                assertThat(number("after.crl")).isGreaterThan(number("before.crl"));
            }
        }
    }

    private void fetchList(HttpServer http, String file) throws IOException, InterruptedException {
        var der = send(request(http, named(LIST)).build());
        assertThat(der.headers().firstValue("Content-Type")).contains("application/pkix-crl");
        Files.writeString(folder.resolve(file), Pem.encode("X509 CRL", der.body()));
    }

    private Command.Answer check(String list) {
        return OpenSsl.run(
                folder,
                "verify",
                "-crl_check",
                "-CAfile",
                "root.pem",
                "-untrusted",
                "issuing.pem",
                "-CRLfile",
                list,
                "device.pem");
    }

    private long number(String list) {
        var said = OpenSsl.run(folder, "crl", "-in", list, "-noout", "-crlnumber").output().strip();
        return Long.parseLong(said.replace("crlNumber=", "").replace("0x", ""), 16);
    }

    @StorageTest
    void aRequestInTheAddressIsAnsweredLikeOneInTheBody(TestDatabase engine)
            throws IOException, InterruptedException {
        try (var fresh = engine.fresh()) {
            var rooms = enrolled(fresh);
            try (var http = EstServer.start(rooms, clock)) {
                // nonces differ, so that some have the slash and the plus that base64 has
                for (int i = 0; i < 10; i++) {
                    ask(http, "-cert", "device.pem", "-reqout", "request.der");
                    var der = Files.readAllBytes(folder.resolve("request.der"));
                    var base64 = Base64.getEncoder().encodeToString(der);
                    for (var written :
                            List.of(base64, URLEncoder.encode(base64, StandardCharsets.UTF_8))) {
                        judged(http, named(RESPONDER) + "/" + written);
                    }
                }
            }
        }
    }

    private void judged(HttpServer http, String path) throws IOException, InterruptedException {
        var answer = send(request(http, path).build());

        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/ocsp-response");
        Files.write(folder.resolve("response.der"), answer.body());
        assertThat(
                        OpenSsl.run(
                                        folder,
                                        "ocsp",
                                        "-respin",
                                        "response.der",
                                        "-no_nonce",
                                        "-issuer",
                                        "issuing.pem",
                                        "-cert",
                                        "device.pem",
                                        "-CAfile",
                                        "root.pem")
                                .output())
                .contains("Response verify OK", "device.pem: good");
    }

    @StorageTest
    void whatIsNoRequestOrTooLargeIsRefused(TestDatabase engine)
            throws IOException, InterruptedException {
        try (var fresh = engine.fresh()) {
            var rooms = enrolled(fresh);
            try (var http = EstServer.start(rooms, clock)) {
                var at = named(RESPONDER);
                var nonsense = BodyPublishers.ofString("is it good?");
                var large = BodyPublishers.ofByteArray(new byte[8 * 1024 + 1]);

                assertThat(status(send(request(http, at).POST(nonsense).build())))
                        .contains("malformedrequest");
                assertThat(status(send(request(http, at + "/is-it-good").build())))
                        .contains("malformedrequest");
                assertThat(send(request(http, at).POST(large).build()).statusCode()).isEqualTo(413);
            }
        }
    }

    private String status(HttpResponse<byte[]> answer) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(200);
        Files.write(folder.resolve("response.der"), answer.body());
        return OpenSsl.run(folder, "ocsp", "-respin", "response.der", "-resp_text").output();
    }

    private static HttpRequest.Builder request(HttpServer http, String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + http.port() + path));
    }

    private static HttpResponse<byte[]> send(HttpRequest request)
            throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder().sslContext(TestTrust.everyone()).build()) {
            return client.send(request, BodyHandlers.ofByteArray());
        }
    }
}
