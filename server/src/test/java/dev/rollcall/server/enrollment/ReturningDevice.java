package dev.rollcall.server.enrollment;

import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.server.testing.TestAgent;
import dev.rollcall.server.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Whoever holds a device's key and certificate, asking by hand. */
record ReturningDevice(int httpsPort, Identity identity, List<X509Certificate> roots) {

    private static final String EST = "/.well-known/est/";

    static ReturningDevice of(TestServer server, TestAgent agent) {
        return new ReturningDevice(server.httpsPort(), agent.identity(), agent.roots());
    }

    ReturningDevice with(Identity other) {
        return new ReturningDevice(httpsPort, other, roots);
    }

    /** What the server said. */
    record Said(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        String code() {
            return Json.wire().readTree(response.body()).path("code").stringValue();
        }

        String nonce() {
            return response.headers().firstValue("Rollcall-Nonce").orElseThrow();
        }

        /** Of whoever has this key. */
        X509Certificate certificate(KeyPair key) throws CertificateException {
            var der = Base64.getMimeDecoder().decode(response.body());
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(der))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .filter(c -> c.getPublicKey().equals(key.getPublic()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    Said ask(KeyPair key) throws IOException {
        return post(CertificateRequest.make(key));
    }

    Said ask(KeyPair key, String nonce) throws IOException {
        return post(CertificateRequest.make(key, nonce));
    }

    Said get(String path) throws IOException {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    private Said post(byte[] csr) throws IOException {
        return send(
                HttpRequest.newBuilder(uri(EST + "simplereenroll"))
                        .header("Content-Type", "application/pkcs10")
                        .POST(
                                BodyPublishers.ofString(
                                        Base64.getMimeEncoder().encodeToString(csr),
                                        StandardCharsets.US_ASCII)));
    }

    private URI uri(String path) {
        return URI.create("https://localhost:" + httpsPort + path);
    }

    private Said send(HttpRequest.Builder request) throws IOException {
        try (var client =
                HttpClient.newBuilder()
                        .sslContext(TestAgent.tls(Optional.of(identity), roots))
                        .build()) {
            return new Said(client.send(request.build(), BodyHandlers.ofString()));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
