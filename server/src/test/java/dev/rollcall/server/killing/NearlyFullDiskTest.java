package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

    private static final int MIB = 1024 * 1024;
    private static final int SECTIONS = 8;
    private static final String FLOORS = "free-space:\n  inventory: 64MiB\n  outcomes: 32MiB\n";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectories(MortalDistrict.data(folder));
        assumeThat(
                        ran(
                                "mount",
                                "-t",
                                "tmpfs",
                                "-o",
                                "size=160m,mode=0700",
                                "tmpfs",
                                disk.toString()))
                .as("root that may mount")
                .isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        ran("umount", "-l", disk.toString());
    }

    private static boolean ran(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }

    @Test
    void inventoryIsPutOffFirstOutcomesAreKeptAndSectionsFollowWhenThereIsRoom() throws Exception {
        try (var district = MortalDistrict.begin(folder, 1, FLOORS, Map.of())) {
            var device = district.api().devices().getFirst();
            leave(48);
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

            leave(16);
            await().atMost(Duration.ofSeconds(20)).until(() -> !district.api().healthy());
            Files.createFile(go);
            awaitSucceeded(district, 2);
            assertThat(district.api().sections(device)).isEmpty();

            Files.delete(disk.resolve("filler"));
            await().atMost(Duration.ofSeconds(20)).until(() -> district.api().healthy());
            district.api().job("true\n");

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> district.api().sections(device).size() == SECTIONS);
        }
    }

    private static void awaitSucceeded(MortalDistrict district, long runs) {
        await().atMost(MortalDistrict.PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() ->
                        district.accounts().counts().getOrDefault("done succeeded", 0L) == runs);
    }

    /** Fills the disk until so much is free. */
    private void leave(int mebibytes) throws IOException {
        var filler = disk.resolve("filler");
        Files.deleteIfExists(filler);
        long surplus = disk.toFile().getUsableSpace() - (long) mebibytes * MIB;
        try (var out = Files.newOutputStream(filler)) {
            var zeros = new byte[MIB];
            for (long written = 0; written < surplus; written += MIB) {
                out.write(zeros);
            }
        }
    }
}
