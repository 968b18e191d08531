package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.inventory.Sections;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A server whose data is on a small disk of its own, which fills and is emptied again. */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class NearlyFullDiskTest {

    private static final int SECTIONS = Sections.kinds().size();
    private static final String FLOORS = "free-space:\n  inventory: 64MiB\n  outcomes: 32MiB\n";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void inventoryIsPutOffFirstOutcomesAreKeptAndSectionsFollowWhenThereIsRoom() throws Exception {
        var mounted = SmallDisk.mount(MortalDistrict.data(folder), 160);
        assumeThat(mounted).as("root that may mount").isPresent();
        try (var disk = mounted.orElseThrow();
                var district = MortalDistrict.begin(folder, 1, FLOORS, Map.of())) {
            var device = district.api().devices().getFirst();
            disk.leave(48);
            district.startAgent(0, Optional.empty());
            district.api().collect();
            awaitSucceeded(district, 1);
            var go = folder.resolve("go");
            district.api()
                    .job(district.witness() + "until [ -e " + go + " ]; do sleep 0.2; done\n");
            await().atMost(MortalDistrict.PATIENCE)
                    .until(() -> district.accounts().witness().size() == 1);
            assertThat(district.api().sections(device)).isEmpty();
            assertThat(district.api().healthy()).isTrue();

            disk.leave(16);
            await().atMost(Duration.ofSeconds(60)).until(() -> !district.api().healthy());
            Files.createFile(go);
            awaitSucceeded(district, 2);
            assertThat(district.api().sections(device)).isEmpty();

            disk.clear();
            await().atMost(Duration.ofSeconds(60)).until(() -> district.api().healthy());
            district.api().job("true\n");

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> district.api().sections(device).size() == SECTIONS);
        }
    }

    @Test
    void anOutcomeThatMeetsADiskFullToItsLastByteIsKeptByTheDeviceUntilThereIsRoom()
            throws Exception {
        var mounted = SmallDisk.mount(MortalDistrict.data(folder), 160);
        assumeThat(mounted).as("root that may mount").isPresent();
        try (var disk = mounted.orElseThrow();
                var district = MortalDistrict.begin(folder, 1, FLOORS, Map.of())) {
            district.startAgent(0, Optional.empty());
            var go = folder.resolve("go");
            var job =
                    district.api()
                            .job(
                                    "until [ -e "
                                            + go
                                            + " ]; do sleep 0.2; done\n"
                                            + district.witness());
            await().atMost(MortalDistrict.PATIENCE)
                    .until(() ->
                            !Set.of("queued", "leased")
                                    .contains(
                                            district.api()
                                                    .runs(job)
                                                    .getFirst()
                                                    .path("state")
                                                    .stringValue()));

            disk.fill();
            Files.createFile(go);
            // the server may be unable to answer anything meanwhile
            await().atMost(MortalDistrict.PATIENCE)
                    .until(() -> Files.exists(folder.resolve("witness")));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThatThrownBy(() -> district.api().token(1))
                                    .hasMessageContaining("storage-low"));
            district.agent(0).kill();
            district.startAgent(0, Optional.empty());
            disk.clear();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(district.api().devices()).hasSize(1));
            // sent away for minutes it may be, by the full disk: it comes back with the outcome
            district.agent(0).kill();
            district.startAgent(0, Optional.empty());

            awaitSucceeded(district, 1);
            assertThat(district.accounts().contradictions(List.of(job))).isEmpty();
            assertThat(district.api().auditVerification().path("holds").booleanValue()).isTrue();
        }
    }

    private static void awaitSucceeded(MortalDistrict district, long runs) {
        await().atMost(MortalDistrict.PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() ->
                        district.accounts().counts().getOrDefault("done succeeded", 0L) == runs);
    }
}
