package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A server that is told to stop by SIGTERM, as systemd does, lets its devices go in order. */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class StoppedServerTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void devicesAreToldToComeBackAndNothingIsLost() throws Exception {
        var confirmed = new ArrayList<String>();
        try (var district =
                MortalDistrict.begin(folder, 2, "-Dlogback.configurationFile=logback.xml")) {
            for (int device = 0; device < 2; device++) {
                district.startAgent(device, Optional.empty());
            }
            confirmed.add(district.api().job(district.witness()));
            await().atMost(MortalDistrict.PATIENCE).until(() -> district.accounts().allEnded());
            confirmed.add(district.api().job(district.witness() + "sleep 1\n"));

            var server = district.server();
            server.askToStop();

            assertThat(server.ended(Duration.ofSeconds(20))).isZero();
            assertThat(server.log()).contains("gateway drains sessions=2").doesNotContain("ERROR");
            for (int device = 0; device < 2; device++) {
                var agent = district.agent(device);
                await().atMost(MortalDistrict.PATIENCE)
                        .until(() -> agent.printed("refused code=shutting-down"));
            }
            district.startServer(Optional.empty());
            district.awaitServer();
            await().atMost(MortalDistrict.PATIENCE).until(() -> district.accounts().allEnded());
            assertThat(district.accounts().contradictions(confirmed)).isEmpty();
        }
    }
}
