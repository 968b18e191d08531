package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.enrollment.ServerHttp.Answer;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.common.pki.SignedDocument;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;

/** Joins this device to a district: each step is durable before the next, and may be repeated. */
public final class Enroller {

    private static final String PENDING_KEY = "pending-key.pem";
    private static final String WHERE = "enrollment.json";

    /** Where the device joined, by which root it knew the server, and through which proxy. */
    record Where(String server, String root, Optional<String> proxy) {}

    private final StateFolder folder;
    private final IdentityStore identities;
    private final InstantSource floor;
    private final Optional<Endpoint> proxy;

    /**
     * @param floor the latest time that is certain, by which certificates are judged
     */
    public Enroller(
            StateFolder folder,
            IdentityStore identities,
            InstantSource floor,
            Optional<Endpoint> proxy) {
        this.folder = folder;
        this.identities = identities;
        this.floor = floor;
        this.proxy = proxy;
    }

    /**
     * Joins with a token. Asked again after a crash, it asks with the same key.
     *
     * @param server its HTTPS port, such as {@code https://rollcall.example.org:8443}
     * @param rootFingerprint of the server's root certificate
     */
    public Identity enroll(URI server, Secret token, Fingerprint rootFingerprint)
            throws EnrollmentException {
        var bootstrap = new FirstTrust(rootFingerprint, floor);
        try (var http = new ServerHttp(server, bootstrap, Optional.empty(), proxy)) {
            var root = root(http.get("/.well-known/est/cacerts"), rootFingerprint);
            var where =
                    new Where(server.toString(), Pem.encode(root), proxy.map(Endpoint::toString));
            folder.write(WHERE, Json.strict().writeValueAsBytes(where));
            var pending = new PendingKey(folder, PENDING_KEY);
            var keys = pending.pair(Set.of());
            var answer =
                    http.post(
                            "/.well-known/est/simpleenroll",
                            "application/pkcs10",
                            basic(token),
                            EstMessages.request(CertificateRequest.make(keys)));
            Answers.requireSuccess(answer);
            var identity = identity(keys, EstMessages.certificates(answer.body().toArray()), root);
            // a bundle of an earlier life must never stand beside the new identity
            folder.delete(TrustBundleStore.FILE);
            identities.keep(identity);
            pending.forget();
        }
        return finish();
    }

    /** Fetches the trust bundle, with the identity that the device already has. */
    public Identity finish() throws EnrollmentException {
        var identity = identities.current().orElseThrow();
        var where =
                read(folder)
                        .orElseThrow(() ->
                                EnrollmentException.command(
                                        WHERE + " is lost: enroll this device again"));
        var root = Pem.certificates(where.root()).getFirst();
        var trust = new ServerTrust(() -> List.of(root), floor);
        var server = URI.create(where.server());
        try (var http = new ServerHttp(server, trust, Optional.of(identity), proxy)) {
            var answer = http.get("/agent/v1/trust-bundle");
            Answers.requireSuccess(answer);
            var document = Json.wire().readValue(answer.body().toArray(), SignedDocument.class);
            TrustBundleStore.first(folder, document, identity.district(), root);
            return identity;
        } catch (JacksonException e) {
            throw EnrollmentException.server("its trust bundle cannot be read");
        }
    }

    /** The proxy that the device joined through. */
    public static Optional<Endpoint> proxyOf(StateFolder folder) {
        return read(folder).flatMap(Where::proxy).map(Endpoint::parse);
    }

    /** The HTTPS port at which the device joined. */
    public static Optional<String> serverOf(StateFolder folder) {
        return read(folder).map(Where::server);
    }

    /** The root by which it knew the server. */
    public static Optional<X509Certificate> rootOf(StateFolder folder) {
        try {
            return read(folder).flatMap(w -> Pem.certificates(w.root()).stream().findFirst());
        } catch (IllegalArgumentException e) {
            // damaged is as good as missing
            return Optional.empty();
        }
    }

    static Optional<Where> read(StateFolder folder) {
        try {
            return folder.read(WHERE).map(bytes -> Json.strict().readValue(bytes, Where.class));
        } catch (JacksonException e) {
            // damaged is as good as missing: the device is enrolled again
            return Optional.empty();
        }
    }

    private static X509Certificate root(Answer answer, Fingerprint fingerprint)
            throws EnrollmentException {
        Answers.requireSuccess(answer);
        return EstMessages.certificates(answer.body().toArray()).stream()
                .filter(fingerprint::isOf)
                .findFirst()
                .orElseThrow(() ->
                        EnrollmentException.command(
                                "the server's root has another fingerprint than the one"
                                        + " given"));
    }

    private static Identity identity(
            KeyPair keys, List<X509Certificate> issued, X509Certificate root)
            throws EnrollmentException {
        var chain = chain(keys.getPublic(), issued, List.of(root));
        try {
            return new Identity(keys.getPrivate(), chain);
        } catch (IllegalArgumentException e) {
            throw EnrollmentException.server("the certificate it issued names no enrollment");
        }
    }

    /** Ours first, then each issuer, without a root: PKCS#7 has no order. */
    static List<X509Certificate> chain(
            PublicKey key, List<X509Certificate> issued, List<X509Certificate> roots)
            throws EnrollmentException {
        var chain = new ArrayList<X509Certificate>();
        var next = issued.stream().filter(c -> c.getPublicKey().equals(key)).findFirst();
        if (next.isEmpty()) {
            throw EnrollmentException.server("it issued no certificate for this device's key");
        }
        while (next.isPresent() && !chain.contains(next.get())) {
            var certificate = next.get();
            chain.add(certificate);
            next =
                    issued.stream()
                            .filter(c -> !roots.contains(c))
                            .filter(c ->
                                    c.getSubjectX500Principal()
                                            .equals(certificate.getIssuerX500Principal()))
                            .findFirst();
        }
        return chain;
    }

    private static String basic(Secret token) {
        var user = "rollcall:" + token.revealText();
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }
}
