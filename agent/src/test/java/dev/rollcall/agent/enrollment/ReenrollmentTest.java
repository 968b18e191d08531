package dev.rollcall.agent.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.TestCa;
import dev.rollcall.agent.checkin.Reenrollments.Reply;
import dev.rollcall.agent.connection.ConnectProxy;
import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.common.protocol.Refused.Reaction;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReenrollmentTest {

    private static final TestCa CA = new TestCa("Lincoln");
    private static final Refused EXPIRED =
            new Refused("certificate-expired", Reaction.RE_ENROLL, Optional.empty(), "Expired.");

    private final DeviceIdentity names =
            new DeviceIdentity(
                    new DistrictId(UUID.randomUUID()), new EnrollmentId(UUID.randomUUID()));

    @TempDir private Path temp;
    private StateFolder folder;
    private Bundles bundles;
    private EstServer server;
    private IdentityStore identities;
    private Identity old;

    @BeforeEach
    void enroll() throws Exception {
        folder = StateFolder.open(temp.resolve("state"));
        bundles = new Bundles(names.district(), CA.root(), "127.0.0.1:7443");
        server =
                new EstServer(
                        CA,
                        CA.server(TestCa.address("127.0.0.1")).followedBy(CA.root()),
                        names,
                        bundles.generation(1));
        identities = IdentityStore.open(folder);
        old =
                new Enroller(folder, identities, () -> TestCa.BEGIN, Optional.empty())
                        .enroll(
                                server.uri(),
                                Secret.ofText("token"),
                                Fingerprint.parse(Digest.of(CA.root().getEncoded()).hex()));
        server.keys.clear();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Reenrollment reenrollment(Optional<Endpoint> proxy) {
        return new Reenrollment(
                folder,
                identities,
                TrustBundleStore.open(folder).orElseThrow(),
                new TimeFloor(TestCa.BEGIN, System::nanoTime),
                proxy,
                "boot-1");
    }

    private Reply ask() {
        return reenrollment(Optional.empty()).ask(EXPIRED);
    }

    @Test
    void theNextIdentityIsKeptBesideTheOldAndForAKeyOfItsOwn() {
        assertThat(ask()).isEqualTo(new Reply.Renewed());

        var kept = IdentityStore.open(folder);
        assertThat(kept.current()).contains(old);
        var next = kept.next().orElseThrow();
        assertThat(next.enrollment()).isEqualTo(old.enrollment());
        assertThat(next.certificate().getPublicKey())
                .isEqualTo(server.keys.getLast())
                .isNotEqualTo(old.certificate().getPublicKey());
        assertThat(folder.read("next-key.pem")).isEmpty();
    }

    @Test
    void whileThereIsANextIdentityNoOtherIsAskedFor() {
        ask();
        server.keys.clear();

        assertThat(ask()).isEqualTo(new Reply.Renewed());
        assertThat(server.keys).isEmpty();
    }

    @Test
    void itAsksThroughTheProxy() throws Exception {
        try (var proxy = new ConnectProxy()) {
            assertThat(reenrollment(Optional.of(proxy.endpoint())).ask(EXPIRED))
                    .isEqualTo(new Reply.Renewed());
            assertThat(proxy.request().get(60, TimeUnit.SECONDS))
                    .startsWith("CONNECT " + server.uri().getAuthority());
        }
    }

    @Test
    void whatTheServerSaysDecides() {
        server.status = 403;
        server.problem =
                "{\"code\":\"device-retired\",\"reaction\":\"stop\",\"detail\":\"It was sold.\"}";

        assertThat(ask())
                .isEqualTo(
                        new Reply.Told(
                                new Refused(
                                        "device-retired",
                                        Reaction.STOP,
                                        Optional.of(Duration.ofSeconds(30)),
                                        "It was sold.")));
    }

    @Test
    void whatSomebodyOnTheWaySaysDecidesNothingAndTheKeyIsAskedForAgain() {
        server.status = 403;
        server.problem = "<html>Ask your administrator</html>";
        assertThat(ask())
                .isEqualTo(
                        new Reply.Unanswered(
                                "its server answered 403", Optional.of(Duration.ofSeconds(30))));
        server.status = 200;

        assertThat(ask()).isEqualTo(new Reply.Renewed());
        assertThat(server.keys).hasSize(2);
        assertThat(server.keys.getFirst()).isEqualTo(server.keys.getLast());
    }

    @Test
    void aServerThatIsNotThereIsAskedAgain() throws Exception {
        int port = server.uri().getPort();
        server.close();

        // bound without listening, so that nobody else listens there meanwhile
        try (var held = new Socket()) {
            held.setReuseAddress(true);
            held.bind(new InetSocketAddress("127.0.0.1", port));
            assertThat(ask())
                    .isInstanceOfSatisfying(
                            Reply.Unanswered.class,
                            reply -> assertThat(reply.detail()).contains("no connection to"));
        }
    }

    @Test
    void aServerThatMovedIsFoundWhereTheBundleSaysAndGoesOnBeingAskedThere() throws Exception {
        try (var moved =
                new EstServer(
                        CA,
                        CA.server(TestCa.address("127.0.0.1")).followedBy(CA.root()),
                        names,
                        bundles.generation(1))) {
            bundles.at(server.uri().getAuthority(), moved.uri().getAuthority());
            TrustBundleStore.open(folder).orElseThrow().offer(bundles.generation(2));
            server.close();
            var reenrollment = reenrollment(Optional.empty());

            assertThat(reenrollment.ask(EXPIRED)).isInstanceOf(Reply.Unanswered.class);
            assertThat(moved.keys).isEmpty();
            moved.status = 403;
            moved.problem = "<html>Ask your administrator</html>";
            assertThat(reenrollment.ask(EXPIRED)).isInstanceOf(Reply.Unanswered.class);
            assertThat(moved.keys).hasSize(1);
            moved.status = 200;

            assertThat(reenrollment.ask(EXPIRED)).isEqualTo(new Reply.Renewed());
            assertThat(moved.keys).hasSize(2);
        }
    }

    @Test
    void whereItEnrolledIsAskedBeforeWhereItMayHaveMoved() throws Exception {
        try (var moved =
                new EstServer(
                        CA,
                        CA.server(TestCa.address("127.0.0.1")).followedBy(CA.root()),
                        names,
                        bundles.generation(1))) {
            bundles.at(moved.uri().getAuthority());
            TrustBundleStore.open(folder).orElseThrow().offer(bundles.generation(2));

            assertThat(ask()).isEqualTo(new Reply.Renewed());
            assertThat(moved.keys).isEmpty();
            assertThat(server.keys).hasSize(1);
        }
    }

    @Test
    void aCertificateThatNamesAnotherEnrollmentIsNotTaken() {
        server.names = new DeviceIdentity(names.district(), new EnrollmentId(UUID.randomUUID()));

        assertThat(ask())
                .isInstanceOfSatisfying(
                        Reply.Unanswered.class,
                        reply -> assertThat(reply.detail()).contains("another device's"));
        assertThat(IdentityStore.open(folder).next()).isEmpty();
    }

    @Test
    void aKeyThatACrashLeftBehindWithItsCertificateIsNotAskedForAgain() {
        folder.writeText(
                "next-key.pem",
                Pem.encode("PRIVATE KEY", old.key().getEncoded())
                        + Pem.encode("PUBLIC KEY", old.certificate().getPublicKey().getEncoded()));

        assertThat(ask()).isEqualTo(new Reply.Renewed());
        assertThat(server.keys.getLast()).isNotEqualTo(old.certificate().getPublicKey());
    }

    @Test
    void whoIsStoppedAsksNoMore() {
        var stopped = reenrollment(Optional.empty());
        stopped.close();

        assertThat(stopped.ask(EXPIRED)).isInstanceOf(Reply.Unanswered.class);
        assertThat(server.keys).isEmpty();
    }
}
