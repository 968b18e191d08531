package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.connection.OwnCertificate;
import dev.rollcall.agent.connection.UntrustedServerException;
import dev.rollcall.common.json.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The server's HTTPS port, as the one who trusts it in a given way sees it. */
final class ServerHttp implements AutoCloseable {

    /** Of any answer that enrolling needs. */
    private static final int MAX_BODY = 1024 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * An answer.
     *
     * @param retryAfter in seconds, where the server gave it so
     * @param nonce that a request shall carry when it is made again
     */
    record Answer(int status, Bytes body, Optional<String> retryAfter, Optional<String> nonce) {}

    private final URI server;
    private final Optional<Endpoint> proxy;
    private final HttpClient client;

    ServerHttp(
            URI server,
            X509ExtendedTrustManager trust,
            Optional<Identity> identity,
            Optional<Endpoint> proxy) {
        this.server = server;
        this.proxy = proxy;
        var builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(Duration.ofSeconds(20))
                        .sslContext(tls(trust, identity))
                        .sslParameters(new SSLParameters(null, new String[] {"TLSv1.3"}));
        proxy.ifPresent(p ->
                builder.proxy(
                        ProxySelector.of(InetSocketAddress.createUnresolved(p.host(), p.port()))));
        this.client = builder.build();
    }

    Answer get(String path) throws EnrollmentException {
        return send(HttpRequest.newBuilder(server.resolve(path)).GET());
    }

    Answer post(String path, String type, Optional<String> authorization, String body)
            throws EnrollmentException {
        var request = posting(path, type, body);
        authorization.ifPresent(value -> request.header("Authorization", value));
        return send(request);
    }

    /** As whoever the identity says, and as the machine that was started so. */
    Answer postAs(String bootId, String path, String type, String body) throws EnrollmentException {
        return send(posting(path, type, body).header("Rollcall-Boot", bootId));
    }

    private HttpRequest.Builder posting(String path, String type, String body) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", type)
                .header("Content-Transfer-Encoding", "base64")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private Answer send(HttpRequest.Builder request) throws EnrollmentException {
        try {
            var response =
                    client.send(
                            request.timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            try (@Nullable InputStream body = response.body()) {
                if (body == null) {
                    throw new IOException("the proxy answers " + response.statusCode());
                }
                var bytes = body.readNBytes(MAX_BODY + 1);
                if (bytes.length > MAX_BODY) {
                    throw EnrollmentException.server("its answer is too large");
                }
                return new Answer(
                        response.statusCode(),
                        Bytes.copyOf(bytes),
                        response.headers().firstValue("Retry-After"),
                        response.headers().firstValue("Rollcall-Nonce"));
            }
        } catch (SSLException e) {
            throw EnrollmentException.server(tlsProblem(e));
        } catch (IOException e) {
            throw EnrollmentException.later(
                    "no connection to "
                            + server.getAuthority()
                            + proxy.map(p -> " through the proxy " + p).orElse("")
                            + ": "
                            + Optional.ofNullable(e.getMessage())
                                    .orElse(e.getClass().getSimpleName()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EnrollmentException.later("stopped");
        }
    }

    private static String tlsProblem(SSLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UntrustedServerException) {
                return String.valueOf(cause.getMessage());
            }
        }
        return "TLS failed: " + failure.getMessage();
    }

    private static SSLContext tls(X509ExtendedTrustManager trust, Optional<Identity> identity) {
        try {
            var tls = SSLContext.getInstance("TLSv1.3");
            var keys =
                    identity.stream()
                            .map(i -> new OwnCertificate(i.key(), i.chain()))
                            .toArray(KeyManager[]::new);
            tls.init(keys, new TrustManager[] {trust}, null);
            return tls;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not prepare TLS", e);
        }
    }
}
