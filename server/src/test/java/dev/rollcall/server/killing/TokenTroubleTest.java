package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.server.storage.StorageConfig;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.Laptop;
import dev.rollcall.server.testing.SoftHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What an operator reads when the token is not as it was, and how a district does without it. */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class TokenTroubleTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void aStartSaysWhichKeyWhichTokenAndWhatToDo() throws Exception {
        var hsm = SoftHsm.create(folder.resolve("hsm"));
        try (var district = MortalDistrict.begin(folder, 0, hsm)) {
            district.server().kill();
            var good = Files.readString(district.config());

            Files.writeString(hsm.pinFile(), "1111\n");
            assertThat(refused(district))
                    .contains("the PIN in " + hsm.pinFile(), "token rollcall", "pki.token.pin-file")
                    .doesNotContain("1111", SoftHsm.PIN);
            Files.writeString(hsm.pinFile(), SoftHsm.PIN + "\n");

            Files.setPosixFilePermissions(
                    hsm.pinFile(), PosixFilePermissions.fromString("rw-r-----"));
            assertThat(refused(district)).contains("chmod 600 " + hsm.pinFile());
            Files.setPosixFilePermissions(
                    hsm.pinFile(), PosixFilePermissions.fromString("rw-------"));

            Files.writeString(
                    district.config(),
                    good.replace(hsm.module().toString(), "/usr/lib/no-such-module.so"));
            assertThat(refused(district))
                    .contains("/usr/lib/no-such-module.so cannot be loaded", "pki.token.library");

            hsm.initialize("another");
            Files.writeString(
                    district.config(), good.replace("label: rollcall", "label: rollcall-2"));
            assertThat(refused(district))
                    .contains("no token is called rollcall-2", "pki.token.label", "another");
            Files.writeString(district.config(), good.replace("label: rollcall", "label: another"));
            assertThat(refused(district))
                    .contains("rollcall-", "in token rollcall", "names token another");

            withoutToken(district, good);
            assertThat(refused(district))
                    .contains(hsm.label("issuing") + " in token rollcall")
                    .contains("the configuration names no token");

            Files.writeString(district.config(), good);
            var order = hsm.label("order");
            hsm.delete(order);
            assertThat(refused(district))
                    .contains(order + " in token rollcall is not there", "offline file");
        }
    }

    private static void withoutToken(MortalDistrict district, String config) throws IOException {
        Files.writeString(
                district.config(),
                config.lines()
                        .filter(line -> !line.startsWith("pki.token"))
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    /** One line, and no stack trace. */
    private static String refused(MortalDistrict district) throws Exception {
        district.startServer(Optional.empty());
        assertThat(district.server().ended(MortalDistrict.PATIENCE)).isEqualTo(1);
        var log = district.server().log();
        assertThat(log).contains("rollcall: ").doesNotContain("\tat ", "Exception");
        return log;
    }

    @Test
    void aLostTokenIsReplacedFromTheOfflineFileWithoutVisitingDevices() throws Exception {
        var hsm = SoftHsm.create(folder.resolve("hsm"));
        try (var district = MortalDistrict.begin(folder, 1, hsm)) {
            var laptop =
                    Laptop.at(district.state(0), district::gatewayPort, InstantSource.system());
            laptop.settle();
            district.server().kill();
            Files.move(hsm.tokens(), folder.resolve("stolen"));
            withoutToken(district, Files.readString(district.config()));
            var offline = folder.resolve("offline-keys.pem").toString();

            does(district, "order", "prepare", "--offline-file", offline);
            does(district, "order", "activate", "--offline-file", folder + "/order-3.pem");
            does(district, "root", "prepare", "--offline-file", offline);
            does(district, "root", "activate", "--offline-file", folder + "/root-3.pem");
            does(district, "root", "finish");
            district.startServer(Optional.empty());
            district.awaitServer();

            laptop.settle();
            assertThat(district.api().keys())
                    .filteredOn(key -> key.path("state").stringValue().equals("current"))
                    .allSatisfy(
                            key -> assertThat(key.path("kept").stringValue()).isEqualTo("file"));
        }
    }

    @Test
    void aDistrictMovesIntoATokenByRotation() throws Exception {
        var hsm = SoftHsm.create(folder.resolve("hsm"));
        try (var district = MortalDistrict.beginBeside(folder, 1, hsm)) {
            var laptop =
                    Laptop.at(district.state(0), district::gatewayPort, InstantSource.system());
            laptop.settle();
            district.server().kill();
            Files.writeString(district.config(), Files.readString(district.config()) + hsm.yaml());

            does(district, "order", "prepare");
            does(district, "root", "prepare");
            district.startServer(Optional.empty());
            district.awaitServer();
            laptop.settle();
            district.server().kill();
            does(district, "order", "activate");
            does(district, "root", "activate");
            does(district, "order", "undo");
            does(district, "order", "activate");
            district.startServer(Optional.empty());
            district.awaitServer();
            laptop.settle();
            district.server().kill();
            does(district, "order", "finish");
            does(district, "root", "finish");
            district.startServer(Optional.empty());
            district.awaitServer();

            laptop.settle();
            assertThat(laptop.bundle().orderKeys()).hasSize(2);
            assertThat(laptop.bundle().roots()).hasSize(2);
            assertThat(district.api().keys())
                    .filteredOn(key -> key.path("state").stringValue().equals("current"))
                    .filteredOn(key -> key.path("kept").stringValue().equals("token rollcall"))
                    .extracting(key -> key.path("what").stringValue())
                    .containsExactlyInAnyOrder("root", "infrastructure", "issuing", "order");
        }
    }

    @Test
    void keysOfDistrictsOnPostgreSqlAreInTheTokenToo() throws Exception {
        var hsm = SoftHsm.create(folder.resolve("hsm"));
        try (var fresh = TestDatabase.POSTGRESQL.fresh()) {
            var postgres = (StorageConfig.PostgreSql) fresh.config();
            var storage =
                    "storage.kind: postgresql\nstorage.url: %s\nstorage.user: postgres\n"
                            .formatted(postgres.url());
            try (var district = MortalDistrict.begin(folder, 1, hsm, storage, List.of())) {
                var added =
                        district.command(
                                Optional.empty(),
                                List.of("district", "add", "adams", "--name", "Adams"));
                assertThat(added.ended(MortalDistrict.PATIENCE)).as(added.log()).isZero();
                district.server().kill();
                assertThat(hsm.labels())
                        .hasSize(6)
                        .filteredOn(label -> label.startsWith("rollcall-issuing-"))
                        .hasSize(2);

                var restored =
                        district.run(
                                Optional.empty(),
                                List.of(
                                        "restore",
                                        "--mark-restored",
                                        postgres.url(),
                                        "--db-user",
                                        "postgres",
                                        "--config",
                                        district.config().toString()));
                assertThat(restored.ended(MortalDistrict.PATIENCE)).as(restored.log()).isZero();
                assertThat(restored.log()).contains("token rollcall has the 6 private keys");
                district.startServer(Optional.empty());
                district.awaitServer();
                Laptop.at(district.state(0), district::gatewayPort, InstantSource.system())
                        .settle();
            }
        }
    }

    private static void does(MortalDistrict district, String key, String step, String... more)
            throws Exception {
        var command = new ArrayList<>(List.of("pki", "rotate", key, step));
        command.addAll(List.of(more));
        var done = district.command(Optional.empty(), command);
        assertThat(done.ended(MortalDistrict.PATIENCE)).as(done.log()).isZero();
        assertThat(done.log()).contains("\"changed\":true");
    }
}
