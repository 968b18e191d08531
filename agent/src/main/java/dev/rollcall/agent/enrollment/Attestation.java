package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.state.StateException;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.attestation.AttestationBeginning;
import dev.rollcall.common.attestation.AttestationChallenge;
import dev.rollcall.common.attestation.AttestationProof;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.net.URI;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Proves to the server that the key of this device lies in its TPM, once for each key. For one
 * thread.
 */
public final class Attestation {

    private static final Logger LOG = LoggerFactory.getLogger(Attestation.class);
    private static final String FILE = "attested.json";

    private final StateFolder folder;
    private final Supplier<Optional<Identity>> identity;
    private final Supplier<List<X509Certificate>> roots;
    private final TimeFloor floor;
    private final Optional<Endpoint> proxy;
    private final Attester.Source attesters;

    public Attestation(
            StateFolder folder,
            Supplier<Optional<Identity>> identity,
            Supplier<List<X509Certificate>> roots,
            TimeFloor floor,
            Optional<Endpoint> proxy,
            Attester.Source attesters) {
        this.folder = folder;
        this.identity = identity;
        this.roots = roots;
        this.floor = floor;
        this.proxy = proxy;
        this.attesters = attesters;
    }

    /** The key that the server believes to be in a TPM. */
    private record Attested(Digest key) {}

    /** Whether the server has believed that this key is in a TPM. */
    public static boolean isAttested(StateFolder folder, PublicKey key) {
        try {
            return folder.read(FILE)
                    .map(bytes -> Json.strict().readValue(bytes, Attested.class))
                    .filter(attested -> attested.key().equals(fingerprint(key)))
                    .isPresent();
        } catch (JacksonException e) {
            // damaged is as good as missing: it is proven again
            return false;
        }
    }

    static void keep(StateFolder folder, PublicKey key) {
        folder.write(FILE, Json.strict().writeValueAsBytes(new Attested(fingerprint(key))));
    }

    /** Proves the key of the identity, unless that was done or is not possible. */
    public void attest() {
        var current = identity.get();
        var server = Enroller.serverOf(folder);
        if (current.isEmpty()
                || server.isEmpty()
                || isAttested(folder, current.get().certificate().getPublicKey())) {
            return;
        }
        try {
            var attester = attesters.of(current.get().key());
            if (attester.isPresent()) {
                attest(attester.get(), current.get(), URI.create(server.get()));
            }
        } catch (EnrollmentException | IOException | StateException e) {
            LOG.warn("this device's key is not attested why=\"{}\"", e.getMessage());
        }
    }

    private void attest(Attester attester, Identity identity, URI server)
            throws EnrollmentException, IOException {
        var trust = new ServerTrust(roots, floor::heard);
        try (var http = new ServerHttp(server, trust, Optional.of(identity), proxy)) {
            prove(http, Optional.empty(), attester);
            keep(folder, identity.certificate().getPublicKey());
            LOG.info("the server believes that this device's key is in its TPM");
        }
    }

    /**
     * Both steps.
     *
     * @param authorization of a device that has no certificate yet
     * @return false where there is nothing to prove
     */
    static boolean prove(
            ServerHttp http,
            Optional<String> authorization,
            PrivateKey key,
            Attester.Source attesters)
            throws EnrollmentException, IOException {
        var found = attesters.of(key);
        if (found.isEmpty()) {
            return false;
        }
        prove(http, authorization, found.get());
        return true;
    }

    private static void prove(ServerHttp http, Optional<String> authorization, Attester attester)
            throws EnrollmentException, IOException {
        try {
            var begun = post(http, AttestationBeginning.PATH, authorization, attester.begin());
            var challenge =
                    Json.wire().readValue(begun.body().toArray(), AttestationChallenge.class);
            var _ = post(http, AttestationProof.PATH, Optional.empty(), attester.answer(challenge));
        } catch (JacksonException e) {
            throw EnrollmentException.server("its challenge cannot be read");
        }
    }

    private static ServerHttp.Answer post(
            ServerHttp http, String path, Optional<String> authorization, Object body)
            throws EnrollmentException {
        var answer =
                http.post(
                        path,
                        "application/json",
                        authorization,
                        Json.wire().writeValueAsString(body));
        Answers.requireSuccess(answer);
        return answer;
    }

    private static Digest fingerprint(PublicKey key) {
        return Digest.of(key.getEncoded());
    }
}
