package dev.rollcall.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.connection.Backoff;
import dev.rollcall.agent.enrollment.Bundles;
import dev.rollcall.agent.enrollment.Enroller;
import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.agent.enrollment.EstServer;
import dev.rollcall.agent.enrollment.Fingerprint;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that was told to wait, and a server that changes its mind while the device pauses. */
class PatienceTest {

    private static final TestCa CA = new TestCa("Lincoln");

    private final DeviceIdentity names =
            new DeviceIdentity(
                    new DistrictId(UUID.randomUUID()), new EnrollmentId(UUID.randomUUID()));
    private final Bundles bundles = new Bundles(names.district(), CA.root(), "127.0.0.1:7443");
    private final List<Duration> pauses = new ArrayList<>();

    @TempDir private Path temp;
    private EstServer server;
    private Enroller enroller;

    @BeforeEach
    void toldToWait() throws Exception {
        var folder = StateFolder.open(temp.resolve("state"));
        server =
                new EstServer(
                        CA,
                        CA.server(TestCa.address("127.0.0.1")).followedBy(CA.root()),
                        names,
                        bundles.generation(1));
        enroller =
                new Enroller(
                        folder,
                        IdentityStore.open(folder),
                        () -> Instant.parse("2026-11-01T00:00:00Z"),
                        Optional.empty());
        server.answers(202);
        enroller.ask(
                server.uri(),
                Secret.ofText("rce_token"),
                Fingerprint.parse(Digest.of(CA.root().getEncoded()).hex()));
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** After each pause the server answers otherwise. */
    private Patience patience(int... statuses) {
        return new Patience(
                enroller,
                new Backoff(new Random(1)),
                past -> {
                    server.answers(statuses[pauses.size()]);
                    pauses.add(past);
                });
    }

    @Test
    void itAsksUntilItIsApprovedAndNeverSoonerThanItWasTold() throws Exception {
        var identity = patience(202, 503, 500, 202, 200).untilDecided(Duration.ofSeconds(5));

        assertThat(identity.enrollment()).isEqualTo(names.enrollment());
        assertThat(pauses.getFirst()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
        assertThat(pauses.get(1)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(36));
    }

    @Test
    void aDenialEndsIt() {
        assertThatThrownBy(() -> patience(202, 403).untilDecided(Duration.ofSeconds(5)))
                .isInstanceOf(EnrollmentException.class)
                .hasMessageContaining("not let in");
    }

    @Test
    void anAgentThatRunsWaitsADenialOut() throws Exception {
        patience(403, 202, 200).untilJoined(Duration.ZERO);

        assertThat(pauses.get(1)).isBetween(Duration.ofHours(1), Duration.ofHours(2));
    }
}
