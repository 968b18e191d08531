package dev.rollcall.server.cli.client;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Speaks with one server's API. What it refuses becomes a {@link CommandFailure} of one line. */
public final class ApiClient implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(10);

    private final URI server;
    private final Optional<String> token;
    private final HttpClient http;

    ApiClient(URI server, Digest caFingerprint, Optional<String> token) {
        this.server = server;
        this.token = token;
        this.http =
                HttpClient.newBuilder()
                        .sslContext(PinnedTrust.context(caFingerprint))
                        .connectTimeout(CONNECT)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
    }

    static ApiClient of(ClientSettings settings) {
        return new ApiClient(
                settings.server(), settings.caFingerprint(), Optional.of(settings.token()));
    }

    public JsonNode get(ApiPath path) {
        return json(send("GET", path, BodyPublishers.noBody()));
    }

    public JsonNode delete(ApiPath path) {
        return json(send("DELETE", path, BodyPublishers.noBody()));
    }

    /**
     * @param body anything that JSON can write
     */
    public JsonNode post(ApiPath path, Object body) {
        return json(send("POST", path, publish(body)));
    }

    public JsonNode put(ApiPath path, Object body) {
        return json(send("PUT", path, publish(body)));
    }

    public JsonNode patch(ApiPath path, Object body) {
        return json(send("PATCH", path, publish(body)));
    }

    /** An answer that is not held in memory; the caller closes it. */
    public InputStream stream(ApiPath path) {
        return send("GET", path, BodyPublishers.noBody()).body();
    }

    /** Like {@link #stream} for what changes something. */
    public InputStream streamPost(ApiPath path, Object body) {
        return send("POST", path, publish(body)).body();
    }

    private static BodyPublisher publish(Object body) {
        return BodyPublishers.ofByteArray(Json.wire().writeValueAsBytes(body));
    }

    private HttpResponse<InputStream> send(String method, ApiPath path, BodyPublisher body) {
        var request =
                HttpRequest.newBuilder(server.resolve(path.text()))
                        .timeout(ANSWER)
                        .header("Accept", "application/json, application/problem+json, */*")
                        .header("Content-Type", "application/json")
                        .method(method, body);
        token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
        var response = exchange(request.build());
        if (response.statusCode() >= 300) {
            throw Refusals.of(response);
        }
        return response;
    }

    private HttpResponse<InputStream> exchange(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw unreachable("cannot reach " + server + ": is the server running?");
        } catch (SSLException e) {
            throw unreachable(
                    server
                            + " is not the server that was confirmed, or its certificate does not"
                            + " hold: "
                            + reason(e));
        } catch (IOException e) {
            throw unreachable("the connection to " + server + " failed: " + reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("interrupted");
        }
    }

    private static JsonNode json(HttpResponse<InputStream> response) {
        try (var body = response.body()) {
            var bytes = body.readAllBytes();
            return bytes.length == 0 ? Json.wire().createObjectNode() : Json.wire().readTree(bytes);
        } catch (IOException | JacksonException e) {
            throw unreachable("the server's answer is not JSON: is something between?");
        }
    }

    private static String reason(Exception e) {
        return SafeText.line(
                e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }

    private static CommandFailure unreachable(String line) {
        return new CommandFailure(ExitCode.UNREACHABLE, line);
    }

    @Override
    public void close() {
        http.close();
    }
}
