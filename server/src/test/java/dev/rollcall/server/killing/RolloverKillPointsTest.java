package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.testing.Laptop;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command that replaces a key dies at every durable step: the server starts, the device trusts
 * it and checks in, and the command given again ends what it began.
 */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class RolloverKillPointsTest {

    private static final List<String> WRITER =
            List.of("server.writer.before-sync", "server.writer.after-sync");

    private static final List<Integer> EITHER = List.of(KillPoint.STATUS, 0);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"order", "root"})
    void aRotationThatIsKilledAgainAndAgainEnds(String key) throws Exception {
        try (var district = MortalDistrict.begin(folder, 1)) {
            var laptop =
                    Laptop.at(district.state(0), district::gatewayPort, InstantSource.system());
            laptop.settle();
            var after = folder.resolve("after.pem");

            killAndEnd(
                    district,
                    laptop,
                    List.of("server.pki-prepare.before-commit"),
                    rotate(key, "prepare", folder.resolve("offline-keys.pem")));
            killAndEnd(
                    district,
                    laptop,
                    List.of(
                            "server.file.after.pem.before-rename",
                            "server.file.after.pem.after-rename",
                            "server.pki-activate.before-commit"),
                    rotate(key, "activate", after));
            killAndEnd(
                    district,
                    laptop,
                    List.of("server.pki-finish.before-commit"),
                    List.of("pki", "rotate", key, "finish"));

            assertThat(laptop.bundle().orderKeys()).hasSize(2);
            assertThat(laptop.bundle().roots()).hasSize(2);
        }
    }

    /** What devices need not know beforehand: every step may follow the one before. */
    @ParameterizedTest
    @ValueSource(strings = {"infrastructure", "tls", "escrow"})
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void aRotationOfWhatTheServerShowsOrSealsForEnds(String key) throws Exception {
        try (var district = MortalDistrict.begin(folder, 1)) {
            var laptop =
                    Laptop.at(district.state(0), district::gatewayPort, InstantSource.system());
            laptop.settle();

            for (var step : List.of("prepare", "activate", "finish")) {
                killAndEnd(
                        district,
                        laptop,
                        List.of("server.pki-" + step + ".before-commit"),
                        List.of("pki", "rotate", key, step));
            }
        }
    }

    /** Finishing waits for every certificate of the past authority, which takes months. */
    @Test
    void anotherIssuingAuthorityIsPreparedAndUsed() throws Exception {
        try (var district = MortalDistrict.begin(folder, 1)) {
            var laptop =
                    Laptop.at(district.state(0), district::gatewayPort, InstantSource.system());
            laptop.settle();

            for (var step : List.of("prepare", "activate")) {
                killAndEnd(
                        district,
                        laptop,
                        List.of("server.pki-" + step + ".before-commit"),
                        List.of("pki", "rotate", "issuing", step));
            }
        }
    }

    @Test
    void aHostNameThatWasNotAddedIsAddedNextTime() throws Exception {
        try (var district = MortalDistrict.begin(folder, 1)) {
            var laptop =
                    Laptop.at(district.state(0), district::gatewayPort, InstantSource.system());

            killAndEnd(
                    district,
                    laptop,
                    List.of("server.pki-endpoints.before-commit"),
                    List.of("pki", "endpoints", "add", "mdm.lincoln.example"));

            assertThat(laptop.bundle().gateways()).hasSize(2);
        }
    }

    private static List<String> rotate(String key, String step, Path file) {
        return List.of("pki", "rotate", key, step, "--offline-file", file.toString());
    }

    /** At each of its own places, and at those of the writer. */
    private static void killAndEnd(
            MortalDistrict district, Laptop laptop, List<String> own, List<String> command)
            throws Exception {
        var points = new ArrayList<>(own);
        points.addAll(WRITER);
        for (var point : points) {
            district.server().kill();
            var died = district.command(Optional.of(point), command);
            int status = died.ended(MortalDistrict.PATIENCE);
            // what a kill before the sync left may be whole: then there is nothing to die of
            assertThat(status)
                    .as(point + " " + died.log())
                    .isIn(own.contains(point) ? List.of(KillPoint.STATUS) : EITHER);
            district.startServer(Optional.empty());
            district.awaitServer();
            laptop.settle();
        }
        district.server().kill();
        var ended = district.command(Optional.empty(), command);
        assertThat(ended.ended(MortalDistrict.PATIENCE)).as(ended.log()).isZero();
        // the kill after the last sync came too late to take it back
        assertThat(changed(ended)).isFalse();
        district.startServer(Optional.empty());
        district.awaitServer();
        laptop.settle();
    }

    private static boolean changed(ChildJava command) {
        var said = command.log().lines().filter(line -> line.startsWith("{")).findFirst();
        return Json.wire().readTree(said.orElseThrow()).path("changed").booleanValue();
    }
}
