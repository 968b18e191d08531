package dev.rollcall.server.testing;

import dev.rollcall.agent.enrollment.Enroller;
import dev.rollcall.agent.enrollment.Enroller.Answer;
import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.agent.enrollment.Fingerprint;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.pki.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A device that asks to join by the agent's own code, and may have to wait. */
public final class Applicant {

    private final TestServer server;
    private final String serial;
    private final Path state;

    /**
     * @param serial as its firmware says
     * @param state a folder; on one that was used, the device goes on
     */
    public Applicant(TestServer server, String serial, Path state) {
        this.server = server;
        this.serial = serial;
        this.state = state;
    }

    /** A token of a district, as its administrator makes it. */
    public static JsonNode token(TestServer server, String district, String admin, String body) {
        var path = "/api/v1/districts/" + district + "/tokens";
        var made = server.send("POST", path, admin, body.replace('\'', '"'));
        if (made.status() != 201) {
            throw new IllegalStateException(made.text());
        }
        return made.json();
    }

    /** Asks with a token. */
    public Answer asks(JsonNode token) throws EnrollmentException {
        return enroller()
                .ask(
                        URI.create("https://localhost:" + server.httpsPort()),
                        Secret.ofText(token.path("secret").stringValue()),
                        Fingerprint.parse(token.path("caFingerprint").stringValue()));
    }

    /** Asks again with nothing but its key, as after a restart. */
    public Answer asksAgain() throws EnrollmentException {
        return enroller().askAgain();
    }

    /** After it was let in. */
    public TestAgent joined(String hostname) throws EnrollmentException {
        var identity = enroller().finish();
        var folder = StateFolder.open(state);
        return new TestAgent(
                hostname, identity, TrustBundleStore.open(folder).orElseThrow().roots());
    }

    public StateFolder folder() {
        return StateFolder.open(state);
    }

    private Enroller enroller() {
        var folder = StateFolder.open(state);
        return new Enroller(
                folder,
                IdentityStore.open(folder),
                InstantSource.system(),
                Optional.empty(),
                Optional.of(serial).filter(s -> !s.isEmpty()));
    }
}
