package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.testing.SoftHsm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A command that makes a key in the token dies between the token and the database: the next
 * command, or the next start, leaves no key in the token that the database does not name.
 */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class TokenKillPointsTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void noKeyIsLeftBehindInTheToken() throws Exception {
        var hsm = SoftHsm.create(folder.resolve("hsm"));
        try (var district = MortalDistrict.begin(folder, 0, hsm)) {
            district.server().kill();
            var before = hsm.labels();

            for (var point :
                    List.of(
                            "server.token.before-key",
                            "server.token.after-key",
                            "server.token.before-certificate",
                            "server.token.after-certificate",
                            "server.pki-prepare.before-commit")) {
                dies(district, point, List.of("pki", "rotate", "issuing", "prepare"));
                assertThat(hsm.labels()).as(point).hasSize(left(point, before));
                district.startServer(Optional.empty());
                district.awaitServer();
                district.server().kill();
                assertThat(hsm.labels()).as(point).isEqualTo(before);
                assertThat(certificates(hsm)).as(point).isEqualTo(before.size());
            }

            dies(district, "server.pki-prepare.after-commit", rotate("prepare"));
            assertThat(changed(district, rotate("prepare"))).isFalse();
            assertThat(hsm.labels()).hasSize(before.size() + 1).containsAll(before);
            dies(district, "server.pki-undo.before-commit", rotate("undo"));
            dies(district, "server.pki-undo.after-commit", rotate("undo"));
            assertThat(hsm.labels()).hasSize(before.size() + 1);
            assertThat(changed(district, rotate("undo"))).isFalse();
            assertThat(hsm.labels()).isEqualTo(before);
            assertThat(changed(district, rotate("prepare"))).isTrue();
            assertThat(changed(district, rotate("activate"))).isTrue();
            district.startServer(Optional.empty());
            district.awaitServer();
        }
    }

    private static int left(String point, List<String> before) {
        return before.size() + (point.equals("server.token.before-key") ? 0 : 1);
    }

    private static int certificates(SoftHsm hsm) throws Exception {
        return hsm.tool("-O", "--type", "cert").split("Certificate Object", -1).length - 1;
    }

    @Test
    void aKilledInitIsRunAgainAndLeavesOnlyItsOwnKeys() throws Exception {
        var hsm = SoftHsm.create(folder.resolve("hsm"));
        try (var district =
                MortalDistrict.begin(
                        folder,
                        0,
                        hsm,
                        "",
                        // in the third key, and when all are made
                        List.of("server.token.after-key:3", "server.token.after-certificate:4"))) {
            assertThat(hsm.labels()).hasSize(4);
            assertThat(certificates(hsm)).isEqualTo(4);
            assertThat(district.api().healthy()).isTrue();
        }
    }

    private static List<String> rotate(String step) {
        return List.of("pki", "rotate", "issuing", step);
    }

    private static void dies(MortalDistrict district, String point, List<String> command)
            throws Exception {
        var died = district.command(Optional.of(point), command);
        assertThat(died.ended(MortalDistrict.PATIENCE))
                .as(point + " " + died.log())
                .isEqualTo(KillPoint.STATUS);
    }

    private static boolean changed(MortalDistrict district, List<String> command) throws Exception {
        var done = district.command(Optional.empty(), new ArrayList<>(command));
        assertThat(done.ended(MortalDistrict.PATIENCE)).as(done.log()).isZero();
        var said = done.log().lines().filter(line -> line.startsWith("{")).findFirst();
        return Json.wire().readTree(said.orElseThrow()).path("changed").booleanValue();
    }
}
