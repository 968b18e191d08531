package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.api.TechnicianRoom;
import dev.rollcall.server.cli.client.ClientSettings;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.storage.Installation;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestFleet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against a real server, as a shell would run it. */
class ClientJourneyTest {

    @TempDir private Path home;
    private TestDatabase.Fresh database;
    private TechnicianRoom room;

    @BeforeEach
    void start() throws IOException {
        database = TestDatabase.H2.fresh();
        room =
                new TechnicianRoom(
                        new TestFleet(database.database()),
                        Files.createDirectory(home.resolve("data")));
        room.office.person("kim", Role.TECHNICIAN, room.fleet().root());
        room.office.person("boss", Role.PROVIDER_ADMIN, room.fleet().root());
        signIn("kim");
    }

    @AfterEach
    void stop() {
        room.close();
        database.close();
    }

    private void signIn(String who) {
        settings(who, Digest.of(encoded(room.http.tls().root()))).save(config());
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private ClientSettings settings(String who, Digest pin) {
        return new ClientSettings(
                URI.create("https://localhost:" + room.http.port() + "/"),
                pin,
                who,
                Optional.empty(),
                who,
                Optional.of("lincoln"));
    }

    private Path config() {
        return home.resolve(".config/rollcall/client.json");
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(home, arguments);
    }

    @Test
    void countsComeBeforeLists() {
        room.device(room.fleet().lab(), "bad", DeviceProtection.NO);
        room.device(room.fleet().lab(), "dark", Optional.empty());
        room.device(room.fleet().school(), "good", DeviceProtection.YES);

        var counted =
                run("device", "list", "org:lincoln and encrypted:no,unknown,stale", "--count");
        var listed = run("device", "list", "org:lincoln-lab");

        assertThat(counted.code()).isZero();
        assertThat(counted.out()).isEqualToIgnoringNewLines("no 1 · unknown 1 · stale 0 · of 3");
        assertThat(listed.out().lines().toList().getFirst()).isEqualTo("matched 2 · of 2");
        assertThat(listed.out()).contains("DEVICE", "bad", "dark").doesNotContain("good");
    }

    @Test
    void aDeviceIsShownByItsHostnameOrSerial() {
        room.device(room.fleet().lab(), "pc-7", DeviceProtection.NO);

        assertThat(run("device", "show", "PC-7").out())
                .contains("pc-7", "lincoln-lab", "Contoso", "hardware  (ok, collected ", "8.0 GiB");
        assertThat(run("device", "show", "SN-pc-7", "--json").out())
                .contains("\"hostname\" : \"pc-7\"");
        assertThat(run("device", "show", "nobody").code()).isEqualTo(ExitCode.REFUSED.number());
    }

    @Test
    void aSectionWithoutFactsSaysWhyInALineOfItsOwn() {
        var device = room.device(room.fleet().lab(), "pc-7", DeviceProtection.NO);
        room.deliverNone(
                device,
                SectionReport.without(
                        VolumesSection.KIND,
                        SectionState.TIMED_OUT,
                        Duration.ZERO,
                        "took too long and was stopped"),
                SectionReport.without(
                        HardwareSection.KIND,
                        SectionState.FAILED,
                        Duration.ZERO,
                        "/sys/class/dmi may not be read\u001b[2J"),
                SectionReport.without(
                        SecuritySection.KIND,
                        SectionState.OFF,
                        Duration.ZERO,
                        "not on this operating system"));

        var shown = run("device", "show", "pc-7");

        assertThat(shown.code()).isZero();
        assertThat(shown.out())
                .containsPattern(
                        "(?m)^volumes  \\(timed out, tried .*\\)\\R  why +took too long and was stopped$")
                .containsPattern(
                        "(?m)^hardware  \\(failed, tried .*\\)\\R  why +/sys/class/dmi may not be read")
                .containsPattern("(?m)^security  \\(off\\)\\R  why +not on this operating system$")
                .doesNotContain("\u001b");
    }

    @Test
    void aMistakeInAQueryIsAUsageErrorOfOneLine() {
        var result = run("device", "list", "encryted:no");

        assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(result.err()).hasLineCount(1).contains("did you mean encrypted?");
    }

    @Test
    void anExportHasItsCoverageBesideIt() throws IOException {
        room.device(room.fleet().lab(), "pc-1", DeviceProtection.NO);
        var file = home.resolve("c.csv");

        var result = run("export", "compliance", "-o", file.toString());

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("1 of 1 devices");
        assertThat(file).content().startsWith("device_id,").contains("pc-1");
        assertThat(home.resolve("c-checks.csv")).content().contains("encryption,fail");
        var coverage = Json.wire().readTree(Files.readAllBytes(home.resolve("c.coverage.json")));
        for (var name : List.of("c.csv", "c-checks.csv", "c.coverage.json")) {
            assertThat(Files.getPosixFilePermissions(home.resolve(name)))
                    .as(name)
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(coverage.path("ofDevices").asInt()).isEqualTo(1);
    }

    @Test
    void anExportToStandardOutputAsJsonIsTheWholeExport() {
        room.device(room.fleet().lab(), "pc-1", DeviceProtection.NO);

        var result = run("export", "devices", "--json");

        assertThat(result.code()).isZero();
        assertThat(Json.wire().readTree(result.out()).toString()).contains("pc-1");
    }

    @Test
    void anExportToStandardOutputSaysWhatItLeavesOut() {
        signIn("kim");

        var csv = run("export", "compliance");
        var json = run("export", "compliance", "--format", "json");

        assertThat(csv.out()).startsWith("device_id,").doesNotContain("encryption,fail");
        assertThat(csv.err())
                .contains("Not in this output: the table checks and the coverage file.");
        assertThat(json.out()).contains("\"checks\"", "\"coverage\"");
        assertThat(json.err()).doesNotContain("Not in this output");
    }

    @Test
    void aBackupIsWrittenCheckedAndRestored() throws IOException {
        signIn("boss");
        database.database().change(h -> Installation.begin(h, Instant.EPOCH));
        var file = home.resolve("b.zip");

        var backup = run("backup", "-o", file.toString());
        var restored =
                run("restore", file.toString(), "--data", home.resolve("restored").toString());

        assertThat(backup.err()).isEmpty();
        assertThat(backup.out()).contains("checked", "passphrase is not in it");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(restored.out()).contains("epoch 2").contains("Next:");
        assertThat(home.resolve("restored").resolve("rollcall.mv.db")).exists();
    }

    @Test
    void whatTheRolesDoNotAllowHasItsOwnExitCode() {
        assertThat(run("server", "status").code()).isEqualTo(ExitCode.NOT_ALLOWED.number());
        signIn("boss");
        assertThat(run("server", "status").out()).contains("enrolled 0 · connected 0");
    }

    @Test
    void anotherCertificateAuthorityThanTheConfirmedOneIsRefused() {
        settings("kim", Digest.of("another")).save(config());

        var result = run("device", "list");

        assertThat(result.code()).isEqualTo(ExitCode.UNREACHABLE.number());
        assertThat(result.err()).contains("is not the server that was confirmed");
    }

    @Test
    void aServerThatIsNotThereIsUnreachable() {
        room.http.close();

        assertThat(run("device", "list").code()).isEqualTo(ExitCode.UNREACHABLE.number());
    }

    @Test
    void whoeverReadsTheSettingsFileIsItsOwner() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config())))
                .isEqualTo("rw-------");
    }
}
