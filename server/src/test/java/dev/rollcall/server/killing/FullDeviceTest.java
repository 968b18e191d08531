package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A device whose state folder is on a disk that is filled to its last byte, and emptied again. */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class FullDeviceTest {

    private static final int JOBS = 12;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void itAnswersForEveryRunAndCarriesNoneOutTwice() throws Exception {
        var mounted = SmallDisk.mount(folder.resolve("agent-0"), 16);
        assumeThat(mounted).as("root that may mount").isPresent();
        try (var disk = mounted.orElseThrow();
                var district = MortalDistrict.begin(folder, 1)) {
            var go = folder.resolve("go");
            var confirmed = new ArrayList<String>();
            district.startAgent(0, Optional.empty());
            confirmed.add(
                    district.api()
                            .job(
                                    district.witness()
                                            + "until [ -e "
                                            + go
                                            + " ]; do sleep 0.2; done\n"));
            await().atMost(MortalDistrict.PATIENCE)
                    .until(() -> district.accounts().witness().size() == 1);

            disk.leave(0);
            Files.createFile(go);
            for (int i = 1; i < JOBS; i++) {
                confirmed.add(district.api().job(district.witness()));
            }
            await().atMost(MortalDistrict.PATIENCE)
                    .until(() -> district.agent(0).printed("No space left on device"));
            assertThat(district.agent(0).alive()).isTrue();

            disk.clear();
            confirmed.add(district.api().job(district.witness()));

            await().atMost(MortalDistrict.PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> district.accounts().allEnded());
            var accounts = district.accounts();
            assertThat(accounts.ledger())
                    .extracting(Accounts.Run::job)
                    .containsExactlyInAnyOrderElementsOf(confirmed);
            assertThat(accounts.witness())
                    .containsExactlyInAnyOrderElementsOf(ended(accounts, "succeeded"));
            assertThat(accounts.journals()).hasSize(confirmed.size());
            assertThat(ended(accounts, "succeeded").size() + ended(accounts, "failed").size())
                    .isEqualTo(confirmed.size());
        }
    }

    /** A script that could not even be written down failed, and was not carried out. */
    private static List<String> ended(Accounts accounts, String outcome) {
        return accounts.ledger().stream()
                .filter(run -> run.outcome().equals(outcome))
                .map(Accounts.Run::id)
                .toList();
    }
}
