package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A real server on a real small disk, which is filled below one floor, below the other, and to its
 * last byte: inventory is refused first, outcomes are kept, and all of it follows when there is
 * room. The disk is one of memory, which only root may mount.
 */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class FullDiskTest {

    private static final int MIB = 1024 * 1024;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private Path disk;
    private final List<String> confirmed = new ArrayList<>();

    @BeforeEach
    void mount() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        disk = Files.createDirectories(folder.resolve("data"));
        run("mount", "-t", "tmpfs", "-o", "size=300m,mode=0700", "tmpfs", disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "--lazy", disk.toString());
    }

    @Test
    void inventoryIsRefusedFirstOutcomesAreKeptAndAllOfItFollows() throws Exception {
        var yaml =
                """
                agents:
                  check-in: 5s
                free-space:
                  inventory: 100MiB
                  outcomes: 40MiB
                """;
        try (var district = MortalDistrict.configured(folder, 2, yaml)) {
            var devices = district.api().devices();

            leave(70);
            await().until(() -> district.api().takes().equals("no-inventory"));
            startAgents(district);
            ask(district, "");
            await().atMost(MortalDistrict.PATIENCE).until(() -> district.accounts().allEnded());
            assertThat(sections(district, devices)).isEqualTo(0);

            askAndAwaitBeginning(district);
            leave(20);
            await().until(() -> district.api().takes().equals("only-outcomes"));
            assertThatThrownBy(() -> district.api().job(district.witness()))
                    .hasMessageContaining("storage-low");
            awaitWitnessed(4);
            // who was sent away for minutes comes back at once
            startAgents(district);
            await().atMost(MortalDistrict.PATIENCE).until(() -> district.accounts().allEnded());

            leave(70);
            await().until(() -> district.api().takes().equals("no-inventory"));
            startAgents(district);
            askAndAwaitBeginning(district);
            leave(0);
            awaitWitnessed(6);
            startAgents(district);

            Files.delete(filler());
            await().atMost(MortalDistrict.PATIENCE).until(() -> district.accounts().allEnded());
            assertThat(district.accounts().contradictions(confirmed)).isEmpty();
            await().atMost(MortalDistrict.PATIENCE)
                    .until(() -> sections(district, devices) >= 2 * 8);
            assertThat(district.api().auditVerification().path("holds").booleanValue()).isTrue();
        }
    }

    private void ask(MortalDistrict district, String more) throws Exception {
        confirmed.add(district.api().job(more + district.witness()));
    }

    private static void startAgents(MortalDistrict district) throws IOException {
        for (int device = 0; device < 2; device++) {
            if (district.agent(device) != null) {
                district.agent(device).kill();
            }
            district.startAgent(device, Optional.empty());
        }
    }

    private void askAndAwaitBeginning(MortalDistrict district) throws Exception {
        ask(district, "sleep 8\n");
        await().atMost(MortalDistrict.PATIENCE)
                .until(() ->
                        district.api().runs(confirmed.getLast()).stream()
                                .map(run -> run.path("state").stringValue())
                                .allMatch(Set.of("acknowledged", "running")::contains));
    }

    private void awaitWitnessed(int lines) {
        await().atMost(MortalDistrict.PATIENCE)
                .until(() -> Files.readAllLines(folder.resolve("witness")).size() == lines);
    }

    private static int sections(MortalDistrict district, List<String> devices) throws Exception {
        int sections = 0;
        for (var device : devices) {
            sections += district.api().sections(device).size();
        }
        return sections;
    }

    private Path filler() {
        return disk.resolve("filler");
    }

    /** Fills the disk, or frees it, until so much is left. */
    private void leave(int mebibytes) throws IOException {
        Files.deleteIfExists(filler());
        try (var file =
                FileChannel.open(
                        filler(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var block = ByteBuffer.allocate(MIB);
            while (Files.getFileStore(disk).getUsableSpace() > (long) mebibytes * MIB) {
                file.write(block.clear());
            }
        } catch (IOException e) {
            // its last byte is taken
            assertThat(mebibytes).isZero();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
