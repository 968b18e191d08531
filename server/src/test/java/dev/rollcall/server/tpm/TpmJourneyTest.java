package dev.rollcall.server.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.SoftTpm;
import dev.rollcall.server.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a program, with its key in a TPM, beside the real server. */
@Tag("slow")
class TpmJourneyTest {

    private static final String LINCOLN = "/api/v1/districts/lincoln";
    private static final Duration ALMOST_A_YEAR = Duration.ofDays(336);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir private Path folder;

    @BeforeEach
    void needsTheRealPrograms() {
        assumeThat(SoftTpm.missing()).as("not here").isEmpty();
    }

    private SoftTpm tpm(String name) {
        return maker().make(name);
    }

    private SoftTpm.Maker maker() {
        return new SoftTpm.Maker(folder.resolve("maker"));
    }

    private TpmDevice device(SoftTpm tpm) {
        return new TpmDevice(folder.resolve("state"), tpm.environment());
    }

    private static void until(ThrowingRunnable holds) {
        await().atMost(PATIENCE).untilAsserted(holds);
    }

    /** Runs the service until it stands so, and then what shall be true. */
    private static void running(TpmDevice device, String situation, ThrowingRunnable then)
            throws Exception {
        Files.deleteIfExists(device.state().resolve("status.json"));
        var service = device.run();
        try {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(device.stands(situation)).as(device.log()).isTrue());
            until(() -> {
                try {
                    then.run();
                } catch (AssertionError e) {
                    throw new AssertionError(device.log(), e);
                }
            });
        } finally {
            service.destroy();
            service.onExit().join();
        }
    }

    private static String keyProtection(TestServer server) {
        var listed = server.get(LINCOLN + "/devices", "lin").json().at("/items/0/id");
        return server.get(LINCOLN + "/devices/" + listed.stringValue(), "lin")
                .json()
                .path("keyProtection")
                .stringValue();
    }

    private static int found(TestServer server, String query) {
        return server.get(LINCOLN + "/devices?query=" + query, "lin").json().path("items").size();
    }

    private static boolean says(TpmDevice device, String text) throws Exception {
        return device.say("doctor").text().contains(text);
    }

    @Test
    void theKeyIsBornInTheTpmWorksAfterARestartAndIsNotInAnyFile() throws Exception {
        try (var tpm = tpm("chip");
                var server = TestServer.reachable(folder, TestDatabase.H2)) {
            var device = device(tpm);

            var joined = device.enroll(server, "--key-store", "tpm");

            assertThat(joined.text()).contains("enrolled: ", "key: in the TPM");
            assertThat(joined.exit()).isZero();
            var reference = device.file("identity.json").path("tpmKey").stringValue();
            assertThat(reference).matches("rollcall-[0-9a-f]{8}:[0-9a-f]{32}");
            assertThat(device.file("identity.json").path("key").isString()).isFalse();
            assertThat(SoftTpm.filesWith(device.state(), "PRIVATE KEY")).isEmpty();
            var token = device.file("tpm-token.json");
            assertThat(
                            tpm.listing(
                                    device.state().resolve("tpm"),
                                    token.path("label").stringValue(),
                                    token.path("pin").stringValue()))
                    .contains(reference.substring(reference.indexOf(':') + 1))
                    .contains("sensitive, always sensitive, never extractable, local")
                    .containsOnlyOnce("Private Key Object");
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(
                                            device.state().resolve("tpm-token.json"))))
                    .isEqualTo("rw-------");
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(device.state().resolve("tpm"))))
                    .isEqualTo("rwx------");

            running(
                    device,
                    "connected",
                    () -> assertThat(keyProtection(server)).isEqualTo("claimed"));
            tpm.restart();
            running(device, "connected", () -> assertThat(found(server, "key:claimed")).isOne());

            assertThat(found(server, "key:file")).isZero();
            assertThat(device.say("status").text()).contains("key            in the TPM");
            assertThat(device.say("doctor").text())
                    .contains("ok   key is that of the certificate, in the TPM");
        }
    }

    @Test
    void aTrustedMakersTpmProvesTheKeyAndWhichDeviceItIsAfterItsDiskWasWiped() throws Exception {
        try (var tpm = tpm("chip");
                var server = TestServer.reachable(folder, TestDatabase.H2)) {
            var device = device(tpm);
            assertThat(device.enroll(server).exit()).isZero();
            running(
                    device,
                    "connected",
                    () -> assertThat(keyProtection(server)).isEqualTo("claimed"));
            trust(server, maker());

            running(device, "connected", () -> assertThat(found(server, "key:attested")).isOne());

            assertThat(device.say("status").text()).contains("proven to the server");
            server.forward(ALMOST_A_YEAR);
            server.signIn("lin");
            var first = device.file("identity.json").path("tpmKey");
            running(
                    device,
                    "connected",
                    () -> {
                        assertThat(device.file("identity.json").path("tpmKey")).isNotEqualTo(first);
                        assertThat(keyProtection(server)).isEqualTo("claimed");
                    });
            running(device, "connected", () -> assertThat(found(server, "key:attested")).isOne());

            var wiped = new TpmDevice(folder.resolve("new-disk"), tpm.environment());
            assertThat(wiped.enroll(server).text()).contains("enrolled: ", "key: in the TPM");
            running(wiped, "connected", () -> assertThat(found(server, "key:attested")).isOne());

            assertThat(server.get(LINCOLN + "/devices", "lin").json().path("items")).hasSize(1);
        }
    }

    private static void trust(TestServer server, SoftTpm.Maker maker) {
        var body =
                Json.wire()
                        .createObjectNode()
                        .put("certificates", Pem.encode(maker.authority()))
                        .toString();
        assertThat(server.send("POST", LINCOLN + "/tpm-roots", "lin", body).status())
                .isEqualTo(201);
    }

    @Test
    void onAnotherMachineTheDiskIsOfNoUseSaysSoAndIsEnrolledAnew() throws Exception {
        try (var first = tpm("chip");
                var second = tpm("other-chip");
                var server = TestServer.reachable(folder, TestDatabase.H2)) {
            var device = device(first);
            assertThat(device.enroll(server).text()).contains("key: in the TPM");
            var reference = device.file("identity.json").path("tpmKey");
            // the other machine used its TPM before: it has a storage root key of its own
            new TpmDevice(folder.resolve("elsewhere"), second.environment()).enroll(server);

            var moved = device.beside(second);

            running(moved, "needs-enrollment", () -> {});
            assertThat(moved.say("doctor").text())
                    .contains("FAIL key cannot be used: ")
                    .contains("does not have the key")
                    .contains("enroll this device again");
            assertThat(moved.file("identity.json").path("tpmKey")).isEqualTo(reference);
            running(device, "connected", () -> {});

            assertThat(moved.enroll(server).text()).contains("enrolled: ", "key: in the TPM");
            assertThat(moved.file("identity.json").path("tpmKey")).isNotEqualTo(reference);
            running(moved, "connected", () -> {});
        }
    }

    @Test
    void aClearedTpmAndOneThatIsOffAreToldApart() throws Exception {
        try (var tpm = tpm("chip");
                var server = TestServer.reachable(folder, TestDatabase.H2)) {
            var device = device(tpm);
            assertThat(device.enroll(server).exit()).isZero();

            tpm.off();
            assertThat(says(device, "FAIL key cannot be used: the TPM does not answer")).isTrue();
            running(device, "unreachable", () -> {});
            assertThat(device.enroll(server).text()).contains("already enrolled, nothing changed");

            tpm.restart();
            running(device, "connected", () -> {});
            tpm.clear();
            assertThat(says(device, "the TPM was cleared or replaced")).isTrue();
            assertThat(device.enroll(server).text()).contains("enrolled: ", "key: in the TPM");
            running(device, "connected", () -> {});
        }
    }

    @Test
    void aKeyInAFileMovesToTheTpmAtItsRenewal() throws Exception {
        try (var tpm = tpm("chip");
                var server = TestServer.reachable(folder, TestDatabase.H2)) {
            var without = new TpmDevice(folder.resolve("state"), Map.of());
            assertThat(without.enroll(server).text()).contains("key: in a file: ");
            running(
                    without,
                    "connected",
                    () -> assertThat(keyProtection(server)).isEqualTo("file"));
            assertThat(SoftTpm.filesWith(without.state(), "PRIVATE KEY"))
                    .containsExactly("identity.json");
            server.forward(ALMOST_A_YEAR);
            server.signIn("lin");

            renewed(device(tpm), server, "");

            assertThat(SoftTpm.filesWith(without.state(), "PRIVATE KEY")).isEmpty();
        }
    }

    @Test
    void aKeyInTheTpmIsRenewedInTheTpm() throws Exception {
        try (var tpm = tpm("chip");
                var server = TestServer.reachable(folder, TestDatabase.H2)) {
            var device = device(tpm);
            assertThat(device.enroll(server).exit()).isZero();
            var first = device.file("identity.json").path("tpmKey").stringValue();
            server.forward(ALMOST_A_YEAR);
            server.signIn("lin");

            renewed(device, server, first);

            assertThat(device.file("identity.json").path("tpmKey").stringValue())
                    .startsWith(first.substring(0, first.indexOf(':')));
        }
    }

    /** Lets it take another key than before. */
    private static void renewed(TpmDevice device, TestServer server, String before)
            throws Exception {
        running(
                device,
                "connected",
                () -> {
                    assertThat(device.file("identity.json").path("tpmKey").asString(""))
                            .isNotEmpty()
                            .isNotEqualTo(before);
                    assertThat(keyProtection(server)).isEqualTo("claimed");
                });
    }

    @Test
    void itReturnsAfterASummerByAKeyInTheTpmAndSealingTakesAllOfItAway() throws Exception {
        try (var tpm = tpm("chip");
                var server = TestServer.reachable(folder, TestDatabase.H2)) {
            var device = device(tpm);
            assertThat(device.enroll(server).exit()).isZero();
            running(device, "connected", () -> {});
            var before = device.file("identity.json").path("tpmKey");
            server.forward(Duration.ofDays(420));
            server.signIn("lin");

            running(device, "connected", () -> {});

            var after = device.file("identity.json").path("tpmKey");
            assertThat(after.isString()).isTrue();
            assertThat(after).isNotEqualTo(before);
            assertThat(device.say("seal", "--yes").exit()).isZero();
            try (var left = Files.list(device.state())) {
                assertThat(left.map(file -> file.getFileName().toString()))
                        .doesNotContain("tpm", "tpm-token.json", "identity.json");
            }
            assertThat(device.enroll(server).text()).contains("key: in the TPM");
        }
    }

    @Test
    void whoWantsATpmAndHasNoneDoesNotJoinAndSpendsNothing() throws Exception {
        try (var server = TestServer.reachable(folder, TestDatabase.H2)) {
            assumeThat(Path.of("/dev/tpmrm0")).doesNotExist();
            var device = new TpmDevice(folder.resolve("state"), Map.of());

            var refused = device.enroll(server, "--key-store", "tpm");

            assertThat(refused.exit()).isNotZero();
            assertThat(refused.text()).contains("no key can be made: ", "shows no TPM 2.0");
            assertThat(server.get(LINCOLN + "/devices", "lin").json().path("items")).isEmpty();
            assertThat(List.of(device.state().resolve("identity.json").toFile().exists()))
                    .containsExactly(false);
        }
    }
}
