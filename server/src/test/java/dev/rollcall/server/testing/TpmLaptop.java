package dev.rollcall.server.testing;

import dev.rollcall.agent.KeyProofs;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.enrollment.Attestation;
import dev.rollcall.agent.enrollment.Attester;
import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.attestation.AttestationBeginning;
import dev.rollcall.common.attestation.AttestationChallenge;
import dev.rollcall.common.attestation.AttestationProof;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * One installation of a machine with a TPM: a key that was made in it, and the agent's words to the
 * TPM and to the server.
 */
public final class TpmLaptop {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AtomicInteger DISKS = new AtomicInteger();

    private final TestServer server;
    private final KeyPair key;
    private final Optional<String> serial;

    /** With a new key, as after its disk was written anew. */
    public TpmLaptop(TestServer server, SoftTpm tpm, String serial) {
        this.server = server;
        this.key = tpm.newKey(tpm.file("disk-" + DISKS.incrementAndGet()));
        this.serial = Optional.of(serial).filter(text -> !text.isEmpty());
    }

    /** What it begins with. */
    public AttestationBeginning beginning() throws IOException {
        return attester().begin();
    }

    public Attester attester() throws IOException {
        return KeyProofs.inTpm(RANDOM).of(key.getPrivate()).orElseThrow();
    }

    /** Both steps, before it joins. The last answer. */
    public HttpResponse<String> attests(JsonNode token) throws IOException {
        return attests(attester(), Optional.of(token));
    }

    /** Both steps, with nothing but its key. */
    public HttpResponse<String> attests() throws IOException {
        return attests(attester(), Optional.empty());
    }

    public HttpResponse<String> attests(Attester attester, Optional<JsonNode> token)
            throws IOException {
        var begun = begin(attester.begin(), token);
        return begun.statusCode() == 200 ? complete(attester.answer(challenge(begun))) : begun;
    }

    public HttpResponse<String> begin(Object beginning, Optional<JsonNode> token) {
        return post(AttestationBeginning.PATH, Json.wire().writeValueAsString(beginning), token);
    }

    public static AttestationChallenge challenge(HttpResponse<String> begun) {
        return Json.wire().readValue(begun.body(), AttestationChallenge.class);
    }

    public HttpResponse<String> complete(AttestationProof proof) {
        return post(AttestationProof.PATH, Json.wire().writeValueAsString(proof), Optional.empty());
    }

    /** Asks to join; 200 with a certificate, or 202. */
    public HttpResponse<String> asks(Optional<JsonNode> token) {
        return post(
                "/.well-known/est/simpleenroll",
                Base64.getMimeEncoder().encodeToString(CertificateRequest.make(key, serial)),
                token);
    }

    /** The device that it is now. */
    public TestAgent joined(HttpResponse<String> answer) throws IOException {
        return new TestAgent("laptop", identity(answer), List.of(server.shownRoot()));
    }

    private Identity identity(HttpResponse<String> answer) {
        try {
            var der = Base64.getMimeDecoder().decode(answer.body());
            var chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(der))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .sorted(
                                    Comparator.comparing(
                                            c -> !c.getPublicKey().equals(key.getPublic())))
                            .toList();
            return new Identity(key.getPrivate(), chain);
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What the agent does once it has joined, by its own code and over TLS with its key.
     *
     * @param state a folder
     * @return whether the agent believes that the server believes it
     */
    public boolean attestsAs(TestAgent joined, Path state) throws IOException {
        var folder = StateFolder.open(state);
        var where =
                Map.of(
                        "server",
                        "https://localhost:" + server.httpsPort(),
                        "root",
                        Pem.encode(server.shownRoot()));
        folder.write("enrollment.json", Json.wire().writeValueAsBytes(where));
        var attestation =
                new Attestation(
                        folder,
                        () -> Optional.of(joined.identity()),
                        joined::roots,
                        new TimeFloor(server.now(), System::nanoTime),
                        Optional.empty(),
                        KeyProofs.inTpm(RANDOM));
        attestation.attest();
        return Attestation.isAttested(folder, key.getPublic());
    }

    private HttpResponse<String> post(String path, String body, Optional<JsonNode> token) {
        var request =
                HttpRequest.newBuilder(URI.create("https://localhost:" + server.httpsPort() + path))
                        .header(
                                "Content-Type",
                                path.endsWith("enroll") ? "application/pkcs10" : "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        token.ifPresent(shown -> {
            var pair = "rollcall:" + shown.path("secret").stringValue();
            request.header(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        });
        try (var client = HttpClient.newBuilder().sslContext(TestTrust.everyone()).build()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
