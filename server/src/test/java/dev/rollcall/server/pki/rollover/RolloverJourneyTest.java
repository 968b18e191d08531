package dev.rollcall.server.pki.rollover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.pki.KeyRing;
import dev.rollcall.server.pki.TestPki;
import dev.rollcall.server.pki.key.KeyLives;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.NextKeyFile;
import dev.rollcall.server.pki.key.PassphraseEncryption;
import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.pki.key.Purpose;
import dev.rollcall.server.server.KeyDependents;
import dev.rollcall.server.server.ServerConfig;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.Laptop;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;

/** Keys are replaced while devices check in, sleep and come back. */
class RolloverJourneyTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir private Path folder;

    /** The server stops, a step is done, and the server starts. */
    private <T> T step(TestServer server, Function<Rollover, T> step) {
        return server.whileStopped((database, config) ->
                step.apply(
                        Rollover.open(
                                database,
                                TestPki.PASSPHRASE,
                                config.endpoints(),
                                dependents(server),
                                new Rollover.Tools(server::now, RANDOM, 1_000, Optional.empty()))));
    }

    private static Dependents dependents(TestServer server) {
        return KeyDependents.ofTheRooms(new Units(new IdSource(server::now, RANDOM)));
    }

    private Supplies file(String name) {
        return new Supplies(
                Optional.of(new NextKeyFile(folder.resolve(name), TestPki.OFFLINE)),
                Optional.empty());
    }

    private static DistrictId provider(TestServer server) {
        return server.whileStopped((database, config) -> database.read(KeyRing::provider));
    }

    private static void assertRefused(Runnable step, String... because) {
        assertThatThrownBy(step::run)
                .isInstanceOf(PkiException.class)
                .hasMessageContainingAll(because);
    }

    private static Patience butFor(long devices) {
        return new Patience(Patience.USUAL, Optional.of(devices));
    }

    private static List<String> orderKeys(Laptop laptop) {
        return laptop.bundle().orderKeys().stream()
                .map(key -> KeyId.of(EcKeys.publicKey(key.toArray())).value())
                .toList();
    }

    private static String job(TestServer server) {
        var action =
                "{\"type\":\"run-script\",\"interpreter\":\"sh\",\"script\":\"true\",\"timeout\":\"PT1M\",\"repeatable\":false}";
        var jobs = "/api/v1/districts/lincoln/jobs";
        var preview =
                server.send("POST", jobs + "/preview", "lin", "{\"action\":" + action + "}").json();
        var made =
                server.send(
                        "POST",
                        jobs,
                        "lin",
                        "{\"action\":%s,\"selection\":\"%s\",\"runs\":%d}"
                                .formatted(
                                        action,
                                        preview.path("selection").stringValue(),
                                        preview.path("runs").intValue()));
        assertThat(made.status()).as(made.text()).isIn(200, 201);
        return server.get(jobs, "lin").json().at("/items/0/job/id").stringValue();
    }

    @StorageTest
    void aLaptopThatSleptThroughTheRotationOfTheOrderKeyComesBack(TestDatabase engine)
            throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var lincoln = server.district("lincoln");
            var awake = Laptop.join(server, folder, "awake");
            var asleep = Laptop.join(server, folder, "asleep");
            awake.settle();
            asleep.settle();
            var before = orderKeys(asleep);

            step(server, r -> r.prepare(Purpose.ORDER, lincoln, file("offline-keys.pem")));
            awake.settle();
            var job = job(server);
            step(
                    server,
                    r -> r.activate(Purpose.ORDER, lincoln, file("order-3.pem"), Patience.usual()));
            assertRefused(
                    () -> step(server, r -> r.finish(Purpose.ORDER, lincoln, Patience.usual())),
                    "1 job orders with open runs");
            server.send("POST", "/api/v1/districts/lincoln/jobs/" + job + "/cancel", "lin", "{}");
            awake.settle();

            assertThat(orderKeys(awake)).hasSize(3).containsAll(before);
            assertThat(orderKeys(awake).getFirst()).isEqualTo(before.get(1));
            job(server);
            assertThat(awake.checkIn().orders()).isNotEmpty();
            step(server, r -> r.finish(Purpose.ORDER, lincoln, Patience.usual()));
            awake.settle();
            assertThat(orderKeys(awake)).hasSize(2).doesNotContain(before.getFirst());

            asleep.settle();

            assertThat(orderKeys(asleep)).isEqualTo(orderKeys(awake));
        }
    }

    @StorageTest
    void twoRotationsWaitForWhoSleptThroughTheFirst(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var lincoln = server.district("lincoln");
            var awake = Laptop.join(server, folder, "awake");
            var asleep = Laptop.join(server, folder, "asleep");
            var longAsleep = Laptop.join(server, folder, "long-asleep");
            awake.settle();
            asleep.settle();
            longAsleep.settle();
            prepare(server, lincoln);
            activate(server, lincoln);
            awake.settle();
            step(server, r -> r.finish(Purpose.ORDER, lincoln, Patience.usual()));
            awake.settle();

            step(server, r -> r.prepare(Purpose.ORDER, lincoln, file("order-3.pem")));
            assertRefused(
                    () -> activateAgain(server, lincoln),
                    "2 devices seen in the last 400 days hold no trust bundle",
                    "asleep, long-asleep",
                    "--even-if 2");
            // a summer is no reason to leave anybody behind
            server.forward(Duration.ofDays(71));
            awake.settle();
            assertRefused(
                    () -> activateAgain(server, lincoln),
                    "2 devices seen in the last 400 days hold no trust bundle");
            asleep.settle();
            assertRefused(() -> activateAgain(server, lincoln), "long-asleep", "--even-if 1");

            // who says so leaves behind what was not seen for a month
            step(
                    server,
                    r ->
                            r.activate(
                                    Purpose.ORDER,
                                    lincoln,
                                    file("order-4.pem"),
                                    new Patience(Duration.ofDays(30), Optional.empty())));
            awake.settle();
            asleep.settle();
            step(
                    server,
                    r ->
                            r.finish(
                                    Purpose.ORDER,
                                    lincoln,
                                    new Patience(Duration.ofDays(30), Optional.empty())));

            awake.settle();
            asleep.settle();
            assertThatThrownBy(longAsleep::checkIn).hasMessageContaining("the bundle was kept");
        }
    }

    private Done activateAgain(TestServer server, DistrictId district) {
        return step(
                server,
                r -> r.activate(Purpose.ORDER, district, file("order-4.pem"), Patience.usual()));
    }

    @StorageTest
    void whoWouldBeStrandedIsCountedAndMustBeNamed(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var lincoln = server.district("lincoln");
            var quiet = Laptop.join(server, folder, "quiet");
            var told = Laptop.join(server, folder, "told");
            told.settle();
            step(server, r -> r.prepare(Purpose.ORDER, lincoln, file("offline-keys.pem")));

            assertRefused(
                    () ->
                            step(
                                    server,
                                    r ->
                                            r.activate(
                                                    Purpose.ORDER,
                                                    lincoln,
                                                    file("order-3.pem"),
                                                    Patience.usual())),
                    "1 device",
                    "quiet");
            assertRefused(
                    () ->
                            step(
                                    server,
                                    r ->
                                            r.activate(
                                                    Purpose.ORDER,
                                                    lincoln,
                                                    file("order-3.pem"),
                                                    butFor(2))),
                    "--even-if 1");
            assertThat(folder.resolve("order-3.pem")).doesNotExist();
            var done =
                    step(
                            server,
                            r ->
                                    r.activate(
                                            Purpose.ORDER,
                                            lincoln,
                                            file("order-3.pem"),
                                            butFor(1)));

            assertThat(done.leftBehind()).isEqualTo(1);
            assertThat(quiet.checkIn().trustBundle()).isPresent();
        }
    }

    @StorageTest
    void stepsRepeatWithoutHarmAndAreTakenBack(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var lincoln = server.district("lincoln");
            var laptop = Laptop.join(server, folder, "laptop");
            laptop.settle();
            var before = orderKeys(laptop);

            assertRefused(
                    () ->
                            step(
                                    server,
                                    r ->
                                            r.activate(
                                                    Purpose.ORDER,
                                                    lincoln,
                                                    file("order-3.pem"),
                                                    Patience.usual())),
                    "prepare it first");
            assertRefused(
                    () -> step(server, r -> r.prepare(Purpose.ORDER, lincoln, wrongPassphrase())),
                    "does not open");
            assertThat(prepare(server, lincoln).changed()).isTrue();
            assertThat(prepare(server, lincoln).changed()).isFalse();
            laptop.settle();
            assertThat(activate(server, lincoln).changed()).isTrue();
            assertThat(activate(server, lincoln).changed()).isFalse();
            laptop.settle();
            assertRefused(
                    () -> step(server, r -> r.prepare(Purpose.ORDER, lincoln, file("order-3.pem"))),
                    "finish");
            step(server, r -> r.undo(Purpose.ORDER, lincoln));
            laptop.settle();
            assertThat(orderKeys(laptop)).isEqualTo(before);
            step(server, r -> r.undo(Purpose.ORDER, lincoln));
            laptop.settle();
            assertThat(step(server, r -> r.undo(Purpose.ORDER, lincoln)).changed()).isFalse();
            prepare(server, lincoln);
            activate(server, lincoln);
            laptop.settle();
            step(server, r -> r.finish(Purpose.ORDER, lincoln, Patience.usual()));
            assertThat(
                            step(server, r -> r.finish(Purpose.ORDER, lincoln, Patience.usual()))
                                    .changed())
                    .isFalse();
            laptop.settle();
            assertThat(orderKeys(laptop).getFirst()).isEqualTo(before.get(1));

            step(server, r -> r.prepare(Purpose.ORDER, lincoln, file("order-3.pem")));
            step(
                    server,
                    r -> r.activate(Purpose.ORDER, lincoln, file("order-4.pem"), Patience.usual()));
            laptop.settle();
        }
    }

    private Supplies wrongPassphrase() {
        return new Supplies(
                Optional.of(
                        new NextKeyFile(
                                folder.resolve("offline-keys.pem"), Secret.ofText("another"))),
                Optional.empty());
    }

    private Done prepare(TestServer server, DistrictId district) {
        return step(server, r -> r.prepare(Purpose.ORDER, district, file("offline-keys.pem")));
    }

    private Done activate(TestServer server, DistrictId district) {
        return step(
                server,
                r -> r.activate(Purpose.ORDER, district, file("order-3.pem"), Patience.usual()));
    }

    @StorageTest
    void theRootIsReplacedAndTheOldChainIsShownUntilTheEnd(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var provider = provider(server);
            var awake = Laptop.join(server, folder, "awake");
            var asleep = Laptop.join(server, folder, "asleep");
            awake.settle();
            asleep.settle();
            var roots = asleep.bundle().roots();

            step(server, r -> r.prepare(Purpose.ROOT, provider, file("offline-keys.pem")));
            awake.settle();
            step(
                    server,
                    r -> r.activate(Purpose.ROOT, provider, file("root-3.pem"), Patience.usual()));
            awake.settle();
            assertThat(awake.bundle().roots()).hasSize(3).containsAll(roots);
            assertThat(awake.bundle().roots().getFirst()).isEqualTo(roots.get(1));
            assertThat(Pem.encode(server.shownRoot())).isEqualTo(roots.getFirst());
            Laptop.join(server, folder, "joined-meanwhile").settle();
            assertRefused(
                    () ->
                            step(
                                    server,
                                    r ->
                                            r.activate(
                                                    Purpose.INFRASTRUCTURE,
                                                    provider,
                                                    Supplies.none(),
                                                    Patience.usual())),
                    "the root is being replaced");
            step(server, r -> r.finish(Purpose.ROOT, provider, Patience.usual()));
            awake.settle();
            assertThat(Pem.encode(server.shownRoot())).isEqualTo(roots.get(1));
            assertThat(awake.bundle().roots()).hasSize(2).doesNotContain(roots.getFirst());

            asleep.settle();
            asleep.renew();
            asleep.settle();
            Laptop.join(server, folder, "joined-afterwards").settle();

            assertThat(asleep.bundle()).isEqualTo(awake.bundle());
        }
    }

    @StorageTest
    void aRotationOfTheRootThatIsTakenBackHarmsNobody(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var provider = provider(server);
            var laptop = Laptop.join(server, folder, "laptop");
            laptop.settle();
            var roots = laptop.bundle().roots();
            step(server, r -> r.prepare(Purpose.ROOT, provider, file("offline-keys.pem")));
            step(
                    server,
                    r -> r.activate(Purpose.ROOT, provider, file("root-3.pem"), Patience.usual()));
            laptop.settle();
            laptop.renew();

            step(server, r -> r.undo(Purpose.ROOT, provider));
            laptop.settle();
            step(server, r -> r.undo(Purpose.ROOT, provider));
            laptop.settle();

            assertThat(laptop.bundle().roots()).isEqualTo(roots);
        }
    }

    @StorageTest
    void anIssuingAuthorityEndsWhenItsLastCertificateIsRenewed(TestDatabase engine)
            throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var lincoln = server.district("lincoln");
            var awake = Laptop.join(server, folder, "awake");
            var asleep = Laptop.join(server, folder, "asleep");
            awake.settle();
            var old = awake.identity().certificate().getIssuerX500Principal();
            step(server, r -> r.prepare(Purpose.ISSUING, lincoln, Supplies.none()));
            awake.settle();
            step(
                    server,
                    r -> r.activate(Purpose.ISSUING, lincoln, Supplies.none(), Patience.usual()));

            awake.settle();
            asleep.settle();
            assertFinishWaitsFor(server, lincoln, 2);
            awake.renew();
            assertFinishWaitsFor(server, lincoln, 2);
            awake.settle();
            assertThat(awake.identity().certificate().getIssuerX500Principal()).isNotEqualTo(old);
            assertFinishWaitsFor(server, lincoln, 1);
            assertThat(usersAfter(server, lincoln, Duration.ofDays(420))).isEqualTo(1);
            assertThat(usersAfter(server, lincoln, Duration.ofDays(820))).isZero();
            asleep.renew();
            asleep.settle();

            var done = step(server, r -> r.finish(Purpose.ISSUING, lincoln, Patience.usual()));

            assertThat(done.changed()).isTrue();
            awake.settle();
            asleep.settle();
        }
    }

    /** Of the past authority: a year and a month, then the grace in which devices may return. */
    private static long usersAfter(TestServer server, DistrictId district, Duration time) {
        return server.whileStopped((database, config) ->
                database.read(h ->
                        dependents(server)
                                .users()
                                .of(
                                        h,
                                        district,
                                        KeyLives.of(h, district, Purpose.ISSUING, KeyState.PAST)
                                                .getFirst()
                                                .id(),
                                        server.now().plus(time))));
    }

    private void assertFinishWaitsFor(TestServer server, DistrictId district, int devices) {
        assertRefused(
                () -> step(server, r -> r.finish(Purpose.ISSUING, district, Patience.usual())),
                devices == 1
                        ? "1 device has only a certificate"
                        : devices + " devices have only a certificate",
                "--even-if " + devices);
    }

    @StorageTest
    void theServersOwnKeysAreReplacedUnderTheSameRoot(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var provider = provider(server);
            var laptop = Laptop.join(server, folder, "laptop");
            for (var purpose : List.of(Purpose.TLS, Purpose.INFRASTRUCTURE)) {
                laptop.settle();
                var before = server.shownChain();
                step(server, r -> r.prepare(purpose, provider, Supplies.none()));
                laptop.settle();
                assertThat(server.shownChain()).isEqualTo(before);
                step(server, r -> r.activate(purpose, provider, Supplies.none(), Patience.usual()));
                laptop.settle();
                assertThat(server.shownChain().getFirst()).isNotEqualTo(before.getFirst());
                step(server, r -> r.undo(purpose, provider));
                laptop.settle();
                step(server, r -> r.activate(purpose, provider, Supplies.none(), Patience.usual()));
                step(server, r -> r.finish(purpose, provider, Patience.usual()));
                laptop.settle();
                assertThat(server.shownChain().getFirst()).isNotEqualTo(before.getFirst());
            }
        }
    }

    @StorageTest
    void aPastEscrowKeyStaysForWhatWasSealedToIt(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var lincoln = server.district("lincoln");
            var laptop = Laptop.join(server, folder, "laptop");
            laptop.settle();
            var before = laptop.bundle().escrowKey();
            var custodian = Secret.ofText("other custodians");
            step(
                    server,
                    r ->
                            r.prepare(
                                    Purpose.ESCROW,
                                    lincoln,
                                    new Supplies(Optional.empty(), Optional.of(custodian))));
            laptop.settle();
            assertThat(laptop.bundle().escrowKey()).isEqualTo(before);
            step(
                    server,
                    r -> r.activate(Purpose.ESCROW, lincoln, Supplies.none(), Patience.usual()));

            assertRefused(
                    () -> step(server, r -> r.finish(Purpose.ESCROW, lincoln, Patience.usual())),
                    "1 device");
            assertRefused(
                    () -> step(server, r -> r.undo(Purpose.ESCROW, lincoln)), "rotate once more");
            laptop.settle();
            assertThat(laptop.bundle().escrowKey()).isPresent().isNotEqualTo(before);
            step(server, r -> r.finish(Purpose.ESCROW, lincoln, Patience.usual()));

            var kept =
                    server.whileStopped((database, config) ->
                            database.read(h ->
                                    h.createQuery(
                                                    "SELECT private_key FROM pki_key WHERE"
                                                            + " district_id = ? AND key_id = ?")
                                            .bind(0, lincoln)
                                            .bind(1, id(before.orElseThrow()))
                                            .mapTo(byte[].class)
                                            .one()));
            assertThat(PassphraseEncryption.decrypt(kept, TestPki.CUSTODIAN)).isPresent();
            var current =
                    server.whileStopped((database, config) ->
                            database.read(
                                    h -> Keys.find(h, lincoln, Purpose.ESCROW, KeyState.CURRENT)));
            assertThat(
                            PassphraseEncryption.decrypt(
                                    current.getFirst().encrypted().orElseThrow().toArray(),
                                    custodian))
                    .isPresent();
        }
    }

    private static String id(Bytes publicKey) {
        return KeyId.of(EcKeys.publicKey(publicKey.toArray())).value();
    }

    @StorageTest
    void theServerMovesToAnotherHostName(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var laptop = Laptop.join(server, folder, "laptop");
            laptop.settle();
            assertRefused(() -> move(server, m -> m.remove("127.0.0.1", Patience.usual())), "only");

            assertThat(move(server, m -> add(m, "mdm.lincoln.example")).changed()).isTrue();
            assertThat(move(server, m -> add(m, "mdm.lincoln.example")).changed()).isFalse();
            assertRefused(
                    () -> move(server, m -> m.remove("127.0.0.1", Patience.usual())),
                    "1 device",
                    "laptop");
            laptop.settle();
            assertThat(laptop.bundle().gateways())
                    .containsExactly("127.0.0.1:1", "mdm.lincoln.example:1");
            move(server, m -> m.remove("localhost", Patience.usual()));
            laptop.settle();
            move(server, m -> m.remove("127.0.0.1", Patience.usual()));

            var endpoints =
                    server.whileStopped(
                            (database, config) -> hostMove(server, database, config).endpoints());
            assertThat(endpoints.names()).containsExactly("mdm.lincoln.example");
            assertThat(endpoints.gateways()).containsExactly("mdm.lincoln.example:1");
            assertThat(move(server, m -> m.remove("127.0.0.1", Patience.usual())).changed())
                    .isFalse();
            assertThat(move(server, m -> add(m, "127.0.0.1")).changed()).isTrue();
            laptop.settle();
        }
    }

    private static Done add(HostMove move, String host) {
        return move.add(host, Optional.empty(), Optional.empty());
    }

    private static HostMove hostMove(TestServer server, Database database, ServerConfig config) {
        return new HostMove(
                database,
                config.endpoints(),
                dependents(server),
                new Rollover.Tools(server::now, RANDOM, 1_000, Optional.empty()));
    }

    private static Done move(TestServer server, Function<HostMove, Done> step) {
        return server.whileStopped(
                (database, config) -> step.apply(hostMove(server, database, config)));
    }
}
