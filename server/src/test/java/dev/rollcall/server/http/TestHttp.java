package dev.rollcall.server.http;

import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** A real HTTPS server on a free port with the routes of a test, and a client that trusts it. */
public final class TestHttp implements AutoCloseable {

    private final TestTls tls = new TestTls();
    private final AtomicBoolean diskFull = new AtomicBoolean();
    private final AtomicInteger slow = new AtomicInteger();
    private final HttpServer server;
    private final HttpClient client = client(Optional.empty());

    private TestHttp(Authenticator authenticator, Duration idle, List<? extends Routes> rooms) {
        server =
                HttpServer.start(
                        new HttpConfig("127.0.0.1", 0, idle),
                        tls.server(),
                        authenticator,
                        new IdSource(() -> Instant.EPOCH, new SplittableRandom(3)),
                        new RequestListener() {
                            @Override
                            public void answered(
                                    String method, String route, int status, Duration took) {}

                            @Override
                            public void tooSlow() {
                                slow.incrementAndGet();
                            }
                        },
                        diskFull::get,
                        rooms);
    }

    public static TestHttp start(Authenticator authenticator, List<? extends Routes> rooms) {
        return new TestHttp(authenticator, Duration.ofSeconds(60), rooms);
    }

    /** One that has little patience, and knows nobody. */
    static TestHttp impatient(Duration idle, List<? extends Routes> rooms) {
        return new TestHttp((token, address) -> Optional.empty(), idle, rooms);
    }

    /** Connections closed because a request came too slowly. */
    int slow() {
        return slow.get();
    }

    public void diskFull(boolean full) {
        diskFull.set(full);
    }

    public int port() {
        return server.port();
    }

    public TestTls tls() {
        return tls;
    }

    /** A client with a certificate of its own. */
    public HttpClient client(Optional<TlsMaterial> own) {
        return HttpClient.newBuilder()
                .sslContext(tls.client(own))
                .connectTimeout(Duration.ofMinutes(3))
                .build();
    }

    public Answer get(String path, String token) {
        return send("GET", path, token, BodyPublishers.noBody());
    }

    /** With a JSON body. */
    public Answer send(String method, String path, String token, String body) {
        return send(method, path, token, BodyPublishers.ofString(body));
    }

    public Answer send(String method, String path, String token, BodyPublisher body) {
        return send(client, method, path, token, body);
    }

    public Answer send(
            HttpClient by, String method, String path, String token, BodyPublisher body) {
        var request =
                HttpRequest.newBuilder(URI.create("https://localhost:" + port() + path))
                        .method(method, body)
                        .timeout(Duration.ofMinutes(3));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return new Answer(by.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    /** What came back. */
    public record Answer(HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public String text() {
            return response.body();
        }

        public JsonNode json() {
            return Json.wire().readTree(response.body());
        }

        /** Of a problem. */
        public String code() {
            return json().get("code").stringValue();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }
}
