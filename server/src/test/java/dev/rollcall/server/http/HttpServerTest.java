package dev.rollcall.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.server.http.TestHttp.Answer;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpServerTest {

    private static final String GOOD = "rct_good";
    private static final byte[] MEBIBYTE = new byte[1024 * 1024];

    private TestHttp http;

    record Thing(String name, int size, Optional<String> note) {

        Thing {
            Objects.requireNonNull(name, "name");
            note = Objects.requireNonNullElse(note, Optional.empty());
            if (name.length() > 5) {
                throw new IllegalArgumentException("a name has at most five letters");
            }
        }
    }

    @BeforeAll
    void start() {
        http =
                TestHttp.start(
                        (token, address) ->
                                token.equals(GOOD) ? Optional.of(() -> "Anna") : Optional.empty(),
                        List.of(() ->
                                List.of(
                                        new Route(
                                                Method.GET,
                                                "/open",
                                                Access.OPEN,
                                                r -> Response.ok(Map.of("path", "open"))),
                                        Route.post("/refused", r -> Response.noContent()),
                                        Route.get(
                                                "/whoami",
                                                r ->
                                                        Response.ok(
                                                                Map.of(
                                                                        "name",
                                                                        r.principal()
                                                                                .orElseThrow()
                                                                                .name()))),
                                        new Route(
                                                Method.GET,
                                                "/device",
                                                Access.DEVICE,
                                                r ->
                                                        Response.ok(
                                                                Map.of(
                                                                        "subject",
                                                                        r.certificate()
                                                                                .orElseThrow()
                                                                                .getSubjectX500Principal()
                                                                                .getName()))),
                                        new Route(
                                                Method.POST,
                                                "/things",
                                                Access.OPEN,
                                                r -> Response.created(r.body(Thing.class))),
                                        new Route(
                                                Method.POST,
                                                "/small",
                                                Access.OPEN,
                                                10,
                                                r -> Response.ok(Map.of("read", r.bytes().length))),
                                        new Route(
                                                Method.GET,
                                                "/bug",
                                                Access.OPEN,
                                                r -> {
                                                    throw new IllegalStateException(
                                                            "secret detail");
                                                }),
                                        new Route(
                                                Method.GET,
                                                "/later",
                                                Access.OPEN,
                                                r -> {
                                                    throw new Problem(
                                                            ProblemCode.BUSY,
                                                            "not now",
                                                            Map.of("retryAfterSeconds", 7L));
                                                }),
                                        new Route(
                                                Method.GET,
                                                "/large",
                                                Access.OPEN,
                                                r ->
                                                        Response.stream(
                                                                        "text/csv",
                                                                        out -> {
                                                                            for (int i = 0;
                                                                                    i < 200;
                                                                                    i++) {
                                                                                out.write(MEBIBYTE);
                                                                            }
                                                                        })
                                                                .asFile("large.csv")),
                                        new Route(
                                                Method.GET,
                                                "/broken",
                                                Access.OPEN,
                                                r ->
                                                        Response.stream(
                                                                "text/csv",
                                                                out -> {
                                                                    out.write(MEBIBYTE);
                                                                    out.flush();
                                                                    throw new IllegalStateException(
                                                                            "half way");
                                                                })),
                                        new Route(
                                                Method.GET,
                                                "/broken-early",
                                                Access.OPEN,
                                                r ->
                                                        Response.stream(
                                                                "text/csv",
                                                                out -> {
                                                                    throw new IllegalStateException(
                                                                            "at once");
                                                                })),
                                        new Route(
                                                Method.GET,
                                                "/limit",
                                                Access.OPEN,
                                                r ->
                                                        Response.ok(
                                                                Map.of(
                                                                        "limit",
                                                                        r.limit(10, 100)))))));
    }

    @AfterAll
    void stop() {
        http.close();
    }

    @Test
    void everyAnswerHasARequestIdAndSecurityHeaders() {
        var answer = http.get("/open", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("path").stringValue()).isEqualTo("open");
        assertThat(answer.header("X-Request-Id")).isNotEmpty();
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Server")).isEmpty();
    }

    @Test
    void aBearerTokenNamesTheCaller() {
        assertThat(http.get("/whoami", GOOD).json().get("name").stringValue()).isEqualTo("Anna");
        assertProblem(http.get("/whoami", "rct_bad"), 401, "sign-in-required");
        var without = http.get("/whoami", "");
        assertProblem(without, 401, "sign-in-required");
        assertThat(without.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void aClientCertificateOfAnyIssuerIsLetInAndJudgedByTheRoute() {
        assertProblem(http.get("/device", ""), 401, "certificate-required");

        var foreign = new TestTls().issue("CN=stranger");
        try (var client = http.client(Optional.of(foreign))) {
            var answer = http.send(client, "GET", "/device", "", BodyPublishers.noBody());
            assertThat(answer.json().get("subject").stringValue()).isEqualTo("CN=stranger");
        }
    }

    @Test
    void whatIsNotThereIsAProblemToo() {
        assertProblem(http.get("/nowhere", ""), 404, "not-found");
        assertProblem(http.send("DELETE", "/things", "", ""), 405, "method-not-allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"a\",\"size\":1,\"colour\":\"red\"} | 422 | invalid-value | colour",
                "{\"size\":1} | 422 | invalid-value | name",
                "{\"name\":\"a\",\"size\":\"one\"} | 422 | invalid-value | size",
                "{\"name\":3,\"size\":1} | 422 | invalid-value | name",
                "{\"name\":\"a\",\"size\":1 | 400 | malformed-request |",
                "{\"name\":\"a\",\"name\":\"b\",\"size\":1} | 400 | malformed-request |",
                "[] | 400 | malformed-request |",
                "null | 400 | malformed-request |"
            })
    void aBadBodyIsRefusedWithTheNameOfTheField(
            String body, int status, String code, String field) {
        var answer = http.send("POST", "/things", "", body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        if (field == null) {
            assertThat(answer.code()).isIn(code, "invalid-value");
        } else {
            assertProblem(answer, status, code);
            assertThat(answer.json().get("field").stringValue()).isEqualTo(field);
        }
        assertThat(answer.text()).doesNotContain("dev.rollcall").doesNotContain("jackson");
    }

    @Test
    void whatARecordSaysAboutAValueIsTold() {
        var answer = http.send("POST", "/things", "", "{\"name\":\"abcdefgh\",\"size\":1}");

        assertProblem(answer, 422, "invalid-value");
        assertThat(answer.json().get("detail").stringValue()).contains("at most five letters");
    }

    @Test
    void deepNestingIsRefused() {
        var answer = http.send("POST", "/things", "", "[".repeat(5000));

        assertProblem(answer, 400, "malformed-request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7B226E616D65223A22FF222C2273697A65223A317D", // no UTF-8 at all
                "7B226E616D65223A22C0AF222C2273697A65223A317D", // overlong
                "7B226E616D65223A22EDA080222C2273697A65223A317D", // half a surrogate pair
                "FFFE7B00", // UTF-16
            })
    void aBodyThatIsNotUtf8IsRefused(String hex) {
        var body = BodyPublishers.ofByteArray(HexFormat.of().parseHex(hex));

        assertProblem(http.send("POST", "/things", "", body), 400, "malformed-request");
    }

    @Test
    void headersPastTheLimitAreAProblem() throws Exception {
        try (var socket = socket()) {
            socket.getOutputStream()
                    .write(
                            ascii(
                                    "GET /open HTTP/1.1\r\nHost: localhost\r\nX-Large: "
                                            + "a".repeat(40_000)
                                            + "\r\n\r\n"));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 431")
                    .containsIgnoringCase("Content-Type: application/problem+json")
                    .contains("\"requestId\"");
        }
    }

    @Test
    void aBodyLargerThanItsRouteAllowsIsRefusedAlsoWithoutALength() {
        assertThat(http.send("POST", "/small", "", "1234567890").status()).isEqualTo(200);
        assertProblem(http.send("POST", "/small", "", "12345678901"), 413, "too-large");
        var chunked = BodyPublishers.ofInputStream(() -> InputStream.nullInputStream());
        assertThat(http.send("POST", "/small", "", chunked).status()).isEqualTo(200);
        var long1 =
                BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[11]));
        assertProblem(http.send("POST", "/small", "", long1), 413, "too-large");
    }

    @Test
    void aBugTellsItsCallerNothing() {
        var answer = http.get("/bug", "");

        assertProblem(answer, 500, "internal");
        assertThat(answer.text()).doesNotContain("secret").doesNotContain("Exception");
        assertThat(answer.json().get("requestId").stringValue())
                .isEqualTo(answer.header("X-Request-Id"));
    }

    @Test
    void aProblemCanSayWhenToComeBack() {
        var answer = http.get("/later", "");

        assertProblem(answer, 503, "busy");
        assertThat(answer.header("Retry-After")).isEqualTo("7");
        assertThat(answer.json().get("detail").stringValue()).isEqualTo("not now");
    }

    @Test
    void aLargeAnswerIsStreamed() throws Exception {
        try (var client = http.client(Optional.empty())) {
            var response =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "https://localhost:" + http.port() + "/large"))
                                    .build(),
                            BodyHandlers.ofInputStream());
            try (var in = response.body()) {
                assertThat(in.transferTo(java.io.OutputStream.nullOutputStream()))
                        .isEqualTo(200L * MEBIBYTE.length);
            }
            assertThat(response.headers().firstValue("Content-Disposition"))
                    .contains("attachment; filename=\"large.csv\"");
        }
    }

    @Test
    void halfAnAnswerDoesNotLookLikeAWholeOne() {
        assertThatThrownBy(() -> http.get("/broken", ""))
                .isInstanceOfAny(IllegalStateException.class, UncheckedIOException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aStreamThatFailsBeforeItsFirstByteIsAProblem() {
        assertProblem(http.get("/broken-early", ""), 500, "internal");
    }

    @Test
    void aLimitOutOfRangeIsRefused() {
        assertThat(http.get("/limit", "").json().get("limit").intValue()).isEqualTo(10);
        assertProblem(http.get("/limit?limit=101", ""), 422, "invalid-value");
        assertProblem(http.get("/limit?limit=many", ""), 422, "invalid-value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /%zz HTTP/1.1", "GARBAGE", "GET /open HTTP/9.9"})
    void whatIsNotEvenHttpIsAnsweredWithoutHtml(String line) throws Exception {
        try (var socket = socket()) {
            socket.getOutputStream()
                    .write(
                            (line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .doesNotContainIgnoringCase("<html")
                    .doesNotContainIgnoringCase("jetty");
            assertThat(answer).startsWith("HTTP/1.1 ").doesNotStartWith("HTTP/1.1 200");
        }
    }

    @Test
    void aRefusalKeepsTheConnectionThoughNobodyReadTheBody() throws Exception {
        try (var socket = socket()) {
            var out = socket.getOutputStream();
            out.write(
                    ascii(
                            "POST /refused HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n"));
            out.flush();
            out.write(ascii("hello"));
            out.write(ascii("GET /open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
            var answers =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answers).startsWith("HTTP/1.1 401").contains("HTTP/1.1 200");
        }
    }

    @Test
    void aRefusalOfALargeBodyEndsTheConnectionAndSaysSo() throws Exception {
        try (var socket = socket()) {
            var out = socket.getOutputStream();
            out.write(
                    ascii(
                            "POST /refused HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n"));
            out.write(new byte[64 * 1024]);
            out.flush();
            var answer =
                    new String(socket.getInputStream().readNBytes(700), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 401").containsIgnoringCase("Connection: close");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void oldTlsAndWeakSuitesAreRefused() throws Exception {
        try (var socket = socket()) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
        try (var socket = socket()) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            assertThat(socket.getSession().getCipherSuite()).contains("_ECDHE_").contains("_GCM_");
        }
    }

    @Test
    void aClientOfTls12ShakesHandsOncePerConnection() throws Exception {
        try (var socket = socket()) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();

            assertThatThrownBy(
                            () -> {
                                socket.startHandshake();
                                int _ = socket.getInputStream().read();
                            })
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void theChainIsSentWithItsRoot() throws Exception {
        try (var socket = socket()) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(socket.getSession().getPeerCertificates()).contains(http.tls().root());
        }
    }

    private SSLSocket socket() throws IOException {
        var socket =
                (SSLSocket)
                        http.tls()
                                .client(Optional.empty())
                                .getSocketFactory()
                                .createSocket("localhost", http.port());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().get("requestId").stringValue()).isNotEmpty();
    }
}
