package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.server.backup.Restore;
import dev.rollcall.server.testing.Laptop;
import dev.rollcall.server.testing.SoftHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A district whose keys are made in a SoftHSM2 token and never leave it. */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class TokenJourneyTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void itEnrollsAsksRotatesAndIsRestoredWithKeysThatNeverLeaveTheToken() throws Exception {
        var hsm = SoftHsm.create(folder.resolve("hsm"));
        try (var district = MortalDistrict.begin(folder, 1, hsm)) {
            assertThat(kept(district))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(
                                    "root current", "token rollcall",
                                    "root next", "offline",
                                    "infrastructure current", "token rollcall",
                                    "issuing current", "token rollcall",
                                    "order current", "token rollcall",
                                    "order next", "offline",
                                    "tls current", "file",
                                    "escrow current", "file"));
            assertThat(hsm.privateKeys()).hasSize(4).allSatisfy(TokenJourneyTest::neverLeaves);
            district.startAgent(0, Optional.empty());
            doesAJob(district);
            district.agent(0).kill();
            var laptop =
                    Laptop.at(district.state(0), district::gatewayPort, InstantSource.system());
            laptop.settle();

            rotate(district, "issuing", "prepare");
            rotate(district, "issuing", "activate");
            rotate(district, "order", "prepare");
            restart(district);
            laptop.settle();
            assertThat(laptop.bundle().orderKeys()).hasSize(3);
            rotate(district, "order", "activate");
            restart(district);
            laptop.settle();
            rotate(district, "order", "finish");
            restart(district);
            laptop.settle();

            assertThat(laptop.bundle().orderKeys()).hasSize(2);
            assertThat(kept(district))
                    .containsEntry("order current", "token rollcall")
                    .containsEntry("issuing past", "token rollcall");
            // the past ones stay: backups name them
            assertThat(hsm.privateKeys()).hasSize(6).allSatisfy(TokenJourneyTest::neverLeaves);
            district.startAgent(0, Optional.empty());
            doesAJob(district);
            district.agent(0).kill();

            isRestored(district, hsm);
            laptop.settle();
        }
    }

    private void isRestored(MortalDistrict district, SoftHsm hsm) throws Exception {
        var backup = folder.resolve("b.zip");
        district.api().backup(backup);
        district.server().kill();
        assertThat(Restore.inspect(backup).keysElsewhere())
                .hasSize(5)
                .contains(hsm.label("root") + " in token rollcall");
        var data = MortalDistrict.data(folder);
        Files.move(data, folder.resolve("data.old"));
        var restore = List.of("restore", backup.toString(), "--data", data.toString(), "--config");

        var nowhere = district.run(Optional.empty(), with(restore, bare(district)));
        assertThat(nowhere.ended(MortalDistrict.PATIENCE)).isEqualTo(1);
        assertThat(nowhere.log()).contains("5 private keys are in a token", "--without-token");
        assertThat(data).doesNotExist();

        var restored = district.run(Optional.empty(), with(restore, district.config()));
        assertThat(restored.ended(MortalDistrict.PATIENCE)).as(restored.log()).isZero();
        assertThat(restored.log()).contains("token rollcall has the 5 private keys");
        restart(district);
    }

    private static List<String> with(List<String> command, Path config) {
        return Stream.concat(command.stream(), Stream.of(config.toString())).toList();
    }

    /** The configuration without its token. */
    private Path bare(MortalDistrict district) throws IOException {
        var text =
                Files.readAllLines(district.config()).stream()
                        .filter(line -> !line.startsWith("pki.token"))
                        .collect(Collectors.joining("\n"));
        return Files.writeString(folder.resolve("bare.yaml"), text);
    }

    private static void neverLeaves(String key) {
        assertThat(key)
                .contains("label:      rollcall-")
                .contains("sensitive, always sensitive, never extractable, local");
    }

    private static Map<String, String> kept(MortalDistrict district)
            throws IOException, InterruptedException {
        return district.api().keys().stream()
                .collect(
                        Collectors.toMap(
                                key ->
                                        key.path("what").stringValue()
                                                + " "
                                                + key.path("state").stringValue(),
                                key -> key.path("kept").stringValue()));
    }

    private static void doesAJob(MortalDistrict district) throws Exception {
        var job = district.api().job(district.witness());
        await().atMost(MortalDistrict.PATIENCE)
                .until(() ->
                        district.accounts().ledger().stream()
                                .anyMatch(run ->
                                        run.job().equals(job)
                                                && run.outcome().equals("succeeded")));
    }

    private static void rotate(MortalDistrict district, String key, String step) throws Exception {
        district.server().kill();
        var done = district.command(Optional.empty(), List.of("pki", "rotate", key, step));
        assertThat(done.ended(MortalDistrict.PATIENCE)).as(done.log()).isZero();
        assertThat(done.log()).contains("\"changed\":true");
    }

    private static void restart(MortalDistrict district) throws IOException {
        district.startServer(Optional.empty());
        district.awaitServer();
    }
}
