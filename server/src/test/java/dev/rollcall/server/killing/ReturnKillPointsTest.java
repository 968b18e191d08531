package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.fault.KillPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Devices whose certificates have expired return while they, or their server, die at every step of
 * it. Each is given one certificate, which shows that it asked again with the key that it kept.
 */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class ReturnKillPointsTest {

    /** In the order in which a device that dies again and again comes by them. */
    private static final List<String> ALL_THE_WAY =
            List.of(
                    "state.next-key.pem.before-fsync",
                    "state.next-key.pem.before-rename",
                    "state.next-key.pem.after-rename",
                    "agent.return.key-kept",
                    "agent.return.answered",
                    "state.next-identity.json.before-fsync",
                    "state.next-identity.json.before-rename",
                    "state.next-identity.json.after-rename",
                    "state.identity.json.before-replace",
                    "state.identity.json.after-replace");

    private static final List<List<String>> DEATHS =
            List.of(
                    ALL_THE_WAY,
                    List.of("agent.return.kept"),
                    List.of("state.next-key.pem.before-delete"),
                    List.of("state.next-key.pem.after-delete"));

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void anAgentThatDiesReturningReturns() throws Exception {
        try (var district = Expired.begin(folder, DEATHS.size())) {
            for (int device = 0; device < DEATHS.size(); device++) {
                for (var point : DEATHS.get(device)) {
                    district.startAgent(device, Optional.of(point));
                    assertThat(district.agent(device).ended(MortalDistrict.PATIENCE))
                            .as(point)
                            .isEqualTo(KillPoint.STATUS);
                }
                returns(district, device);
            }

            assertThat(district.api().audited("returned")).isEqualTo(DEATHS.size());
            runsAJob(district);
        }
    }

    @Test
    void anAgentWhoseServerDiesLettingItReturnReturns() throws Exception {
        try (var district = Expired.begin(folder, 1)) {
            for (var point : List.of("server.return.before-commit", "server.return.after-commit")) {
                district.server().kill();
                district.startServer(Optional.of(point));
                district.awaitServer();
                district.startAgent(0, Optional.empty());
                assertThat(district.server().ended(MortalDistrict.PATIENCE))
                        .as(point)
                        .isEqualTo(KillPoint.STATUS);
                district.agent(0).kill();
                assertThat(Expired.isExpired(district, 0)).isTrue();
            }
            district.startServer(Optional.empty());
            district.awaitServer();

            returns(district, 0);

            assertThat(district.api().audited("returned")).isOne();
            runsAJob(district);
        }
    }

    private static void returns(MortalDistrict district, int device) throws IOException {
        district.startAgent(device, Optional.empty());
        await("device " + device)
                .atMost(MortalDistrict.PATIENCE)
                .until(() -> !Expired.isExpired(district, device));
    }

    private static void runsAJob(MortalDistrict district) throws Exception {
        var job = district.api().job(district.witness());
        await().atMost(MortalDistrict.PATIENCE).until(() -> district.accounts().allEnded());
        assertThat(district.accounts().contradictions(List.of(job))).isEmpty();
    }
}
