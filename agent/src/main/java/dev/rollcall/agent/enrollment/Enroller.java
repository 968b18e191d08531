package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.keys.KeyChoice;
import dev.rollcall.agent.keys.KeyUnusableException;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.common.pki.SignedDocument;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Joins this device to a district: each step is durable before the next, and may be repeated. */
public final class Enroller {

    private static final Logger LOG = LoggerFactory.getLogger(Enroller.class);
    private static final String PENDING_KEY = "pending-key.pem";
    private static final String WHERE = "enrollment.json";
    private static final String WAITING = "waiting.json";
    private static final String SIMPLE_ENROLL = "/.well-known/est/simpleenroll";

    /**
     * Where the device joined, by which root it knew the server, through which proxy, and where it
     * was told to make its keys.
     */
    record Where(
            String server, String root, Optional<String> proxy, Optional<KeyChoice> keyStore) {}

    /** What the server said to who asked to join. */
    public sealed interface Answer {

        /** It has an identity now, which is kept; {@link #finish} is next. */
        record Joined(Identity identity) implements Answer {}

        /**
         * A person must decide first: {@link #askAgain}.
         *
         * @param review what the server calls the request, such as R-12
         * @param after how long the server wants to be left alone
         */
        record Waiting(String review, Duration after) implements Answer {}
    }

    /** That this device waits. */
    private record Waits(String review) {}

    private final StateFolder folder;
    private final IdentityStore identities;
    private final InstantSource floor;
    private final Optional<Endpoint> proxy;
    private final Optional<String> serial;
    private final Attester.Source attesters;
    private Optional<PublicKey> attested = Optional.empty();
    private final Optional<KeyChoice> keyStore;

    /**
     * @param floor the latest time that is certain, by which certificates are judged
     */
    public Enroller(
            StateFolder folder,
            IdentityStore identities,
            InstantSource floor,
            Optional<Endpoint> proxy) {
        this(folder, identities, floor, proxy, Optional.empty());
    }

    /** Likewise. @param serial of the machine, told to who decides */
    public Enroller(
            StateFolder folder,
            IdentityStore identities,
            InstantSource floor,
            Optional<Endpoint> proxy,
            Optional<String> serial) {
        this(folder, identities, floor, proxy, serial, Attester.Source.NONE, Optional.empty());
    }

    /**
     * Likewise.
     *
     * @param attesters for proving that the key is in a TPM, which may show which device this was
     * @param keyStore what to keep in mind of where keys are made
     */
    public Enroller(
            StateFolder folder,
            IdentityStore identities,
            InstantSource floor,
            Optional<Endpoint> proxy,
            Optional<String> serial,
            Attester.Source attesters,
            Optional<KeyChoice> keyStore) {
        this.attesters = attesters;
        this.folder = folder;
        this.identities = identities;
        this.floor = floor;
        this.proxy = proxy;
        this.serial = serial;
        this.keyStore = keyStore;
    }

    /**
     * Joins with a token that needs nobody's decision. Asked again after a crash, it asks with the
     * same key.
     *
     * @param server its HTTPS port, such as {@code https://rollcall.example.org:8443}
     * @param rootFingerprint of the server's root certificate
     */
    public Identity enroll(URI server, Secret token, Fingerprint rootFingerprint)
            throws EnrollmentException {
        return switch (ask(server, token, rootFingerprint)) {
            case Answer.Joined joined -> finish();
            case Answer.Waiting(var review, var after) ->
                    throw EnrollmentException.later(
                            "a person must approve this device at the server, as " + review);
        };
    }

    /** Asks with a token, which is needed no more once there is an answer. */
    public Answer ask(URI server, Secret token, Fingerprint rootFingerprint)
            throws EnrollmentException {
        var bootstrap = new FirstTrust(rootFingerprint, floor);
        try (var http = new ServerHttp(server, bootstrap, Optional.empty(), proxy)) {
            var root = root(http.get("/.well-known/est/cacerts"), rootFingerprint);
            var where =
                    new Where(
                            server.toString(),
                            Pem.encode(root),
                            proxy.map(Endpoint::toString),
                            keyStore);
            folder.write(WHERE, Json.strict().writeValueAsBytes(where));
            return ask(http, Optional.of(basic(token)), root);
        }
    }

    /** Asks where it was told to wait: by its key, and without a token. */
    public Answer askAgain() throws EnrollmentException {
        var where = where();
        var root = Pem.certificates(where.root()).getFirst();
        var trust = new ServerTrust(() -> List.of(root), floor);
        try (var http =
                new ServerHttp(URI.create(where.server()), trust, Optional.empty(), proxy)) {
            return ask(http, Optional.empty(), root);
        }
    }

    private Answer ask(ServerHttp http, Optional<String> authorization, X509Certificate root)
            throws EnrollmentException {
        var pending = new PendingKey(folder, identities.keys(), PENDING_KEY);
        var keys = pair(pending);
        attest(http, authorization, keys);
        var answer =
                http.post(
                        SIMPLE_ENROLL,
                        "application/pkcs10",
                        authorization,
                        EstMessages.request(CertificateRequest.make(keys, serial)));
        if (answer.status() == 202) {
            var waiting = Answers.waiting(answer);
            folder.write(WAITING, Json.strict().writeValueAsBytes(new Waits(waiting.review())));
            return waiting;
        }
        if (answer.status() == 401 && authorization.isEmpty()) {
            throw EnrollmentException.command(
                    "the server knows no request of this device: enroll it again with a token");
        }
        Answers.requireSuccess(answer);
        var identity = identity(keys, EstMessages.certificates(answer.body().toArray()), root);
        // a bundle of an earlier life must never stand beside the new identity
        folder.delete(TrustBundleStore.FILE);
        identities.keep(identity);
        folder.delete(WAITING);
        pending.forget();
        return new Answer.Joined(identity);
    }

    /**
     * As well as it goes: who cannot prove its key joins with a key that is claimed to be there.
     */
    private void attest(ServerHttp http, Optional<String> authorization, KeyPair keys) {
        if (attested.equals(Optional.of(keys.getPublic()))) {
            return;
        }
        try {
            if (Attestation.prove(http, authorization, keys.getPrivate(), attesters)) {
                attested = Optional.of(keys.getPublic());
                Attestation.keep(folder, keys.getPublic());
            }
        } catch (EnrollmentException | IOException e) {
            LOG.warn("this device's key is not attested why=\"{}\"", e.getMessage());
        }
    }

    private KeyPair pair(PendingKey pending) throws EnrollmentException {
        try {
            return pending.pair(identities.current().map(Identity::key), Set.of());
        } catch (KeyUnusableException e) {
            throw EnrollmentException.command("no key can be made: " + e.getMessage());
        }
    }

    /** What the server calls this device's request, while it waits for a decision. */
    public static Optional<String> waitingAs(StateFolder folder) {
        try {
            return folder.read(WAITING)
                    .filter(_ -> folder.read(PENDING_KEY).isPresent())
                    .map(bytes -> Json.strict().readValue(bytes, Waits.class).review());
        } catch (JacksonException e) {
            // damaged: it waits, and its key says who it is
            return Optional.of("?");
        }
    }

    private Where where() throws EnrollmentException {
        return read(folder)
                .orElseThrow(() ->
                        EnrollmentException.command(WHERE + " is lost: enroll this device again"));
    }

    /** Fetches the trust bundle, with the identity that the device already has. */
    public Identity finish() throws EnrollmentException {
        var identity = identities.current().orElseThrow();
        var where = where();
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

    /** Where the device makes its keys, where it was told so when it joined. */
    public static Optional<KeyChoice> keyChoiceOf(StateFolder folder) {
        return read(folder).flatMap(Where::keyStore);
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

    private static X509Certificate root(ServerHttp.Answer answer, Fingerprint fingerprint)
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
