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

    /** The device that lives, while its server dies. */
    private static final int BEREAVED = DEATHS.size();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void whoDiesReturningReturns() throws Exception {
        try (var district = Expired.begin(folder, BEREAVED + 1)) {
            for (int device = 0; device < DEATHS.size(); device++) {
                for (var point : DEATHS.get(device)) {
                    district.startAgent(device, Optional.of(point));
                    assertThat(district.agent(device).ended(MortalDistrict.PATIENCE))
                            .as(point)
                            .isEqualTo(KillPoint.STATUS);
                }
                returns(district, device);
            }
            serverDies(district, "server.return.before-commit");
            serverDies(district, "server.return.after-commit");
            returns(district, BEREAVED);

            assertThat(district.api().audited("returned")).isEqualTo(BEREAVED + 1);
            var job = district.api().job(district.witness());
            await().atMost(MortalDistrict.PATIENCE).until(() -> district.accounts().allEnded());
            assertThat(district.accounts().contradictions(List.of(job))).isEmpty();
        }
    }

    private static void returns(MortalDistrict district, int device) throws IOException {
        district.startAgent(device, Optional.empty());
        await("device " + device)
                .atMost(MortalDistrict.PATIENCE)
                .until(() -> !Expired.isExpired(district, device));
    }

    private static void serverDies(MortalDistrict district, String point) throws Exception {
        district.server().kill();
        district.startServer(Optional.of(point));
        district.awaitServer();
        district.startAgent(BEREAVED, Optional.empty());
        assertThat(district.server().ended(MortalDistrict.PATIENCE))
                .as(point)
                .isEqualTo(KillPoint.STATUS);
        district.agent(BEREAVED).kill();
        district.startServer(Optional.empty());
        district.awaitServer();
    }
}
