package dev.rollcall.simulator;

import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.enrollment.Enroller;
import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.agent.enrollment.Fingerprint;
import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.common.pki.SignedDocument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Enrolls many devices by EST over one HTTP client: the first as an agent does, which finds the
 * root and the trust bundle, the others by {@code simpleenroll} alone. Safe for use by many threads
 * once made.
 */
final class BulkEnrollment {

    private final URI address;
    private final String authorization;
    private final HttpClient http;
    private final X509Certificate root;
    private final SignedDocument bundle;

    private BulkEnrollment(
            URI address,
            String authorization,
            HttpClient http,
            X509Certificate root,
            SignedDocument bundle) {
        this.address = address;
        this.authorization = authorization;
        this.http = http;
        this.root = root;
        this.bundle = bundle;
    }

    /** Enrolls the first device, unless it is enrolled. */
    static BulkEnrollment begin(Path first, URI server, Secret token, Fingerprint fingerprint)
            throws EnrollmentException {
        var state = StateFolder.open(first);
        var identities = IdentityStore.open(state);
        if (identities.current().isEmpty() || TrustBundleStore.open(state).isEmpty()) {
            new Enroller(
                            state,
                            identities,
                            () -> Instant.EPOCH,
                            Optional.empty(),
                            Optional.of(PlausibleInventory.serial(0)))
                    .enroll(server, token, fingerprint);
        }
        var held = TrustBundleStore.open(state).orElseThrow();
        var bundle =
                state.read("trust-bundle.json")
                        .map(bytes -> Json.strict().readValue(bytes, SignedDocument.class))
                        .orElseThrow();
        var credentials = "rollcall:" + token.revealText();
        return new BulkEnrollment(
                server.resolve("/.well-known/est/simpleenroll"),
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)),
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(tls(held))
                        .build(),
                held.roots().getFirst(),
                bundle);
    }

    /** Gives the folder of the device of a number an identity, unless it has one. */
    void enroll(Path folder, int number)
            throws IOException, InterruptedException, EnrollmentException {
        var state = StateFolder.open(folder);
        var identities = IdentityStore.open(state);
        if (identities.current().isPresent() && TrustBundleStore.open(state).isPresent()) {
            return;
        }
        var keys = EcKeys.generate();
        var request =
                HttpRequest.newBuilder(address)
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/pkcs10")
                        .header("Content-Transfer-Encoding", "base64")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        Base64.getMimeEncoder()
                                                .encodeToString(
                                                        CertificateRequest.make(
                                                                keys,
                                                                Optional.of(
                                                                        PlausibleInventory.serial(
                                                                                number))))))
                        .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "enrollment was answered " + answer.statusCode() + ": " + answer.body());
        }
        var identity = new Identity(keys.getPrivate(), chain(keys, certificates(answer.body())));
        identities.keep(identity);
        TrustBundleStore.first(state, bundle, identity.district(), root);
    }

    private static List<X509Certificate> chain(KeyPair keys, List<X509Certificate> issued) {
        var own = issued.stream().filter(c -> c.getPublicKey().equals(keys.getPublic())).toList();
        var chain = new ArrayList<>(own);
        issued.stream().filter(c -> !own.contains(c)).forEach(chain::add);
        return chain;
    }

    private static List<X509Certificate> certificates(String body) throws IOException {
        try {
            var der = Base64.getMimeDecoder().decode(body);
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(der))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new IOException("the answer holds no certificates", e);
        }
    }

    private static SSLContext tls(TrustBundleStore held) {
        try {
            var context = SSLContext.getInstance("TLSv1.3");
            context.init(
                    null,
                    new TrustManager[] {new ServerTrust(held::roots, () -> Instant.EPOCH)},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this runtime has no TLS 1.3", e);
        }
    }
}
