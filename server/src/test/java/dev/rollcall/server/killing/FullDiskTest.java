package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A server whose data is on a small disk that is filled: inventory goes first, outcomes are kept,
 * and once there is room again nothing is lost. Needs the right to mount one.
 */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class FullDiskTest {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final String FLOORS = "free-space:\n  inventory: 100MiB\n  outcomes: 50MiB\n";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private final List<String> confirmed = new ArrayList<>();
    private Path data;
    private boolean mounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        data = Files.createDirectory(folder.resolve("data"));
        mounted = runs("mount", "-t", "tmpfs", "-o", "size=256m,mode=0700", "tmpfs");
        assumeThat(mounted).as("may mount").isTrue();
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            assertThat(runs("umount")).isTrue();
        }
    }

    private boolean runs(String... command) throws IOException, InterruptedException {
        var whole = new ArrayList<>(List.of(command));
        whole.add(data.toString());
        try {
            return new ProcessBuilder(whole).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            // there is no such command here
            return false;
        }
    }

    private void leave(long bytes) throws IOException {
        var zeros = new byte[MEBIBYTE];
        try (var out = Files.newOutputStream(data.resolve("filler"))) {
            long more = data.toFile().getUsableSpace() - bytes;
            while (more > 0) {
                int some = (int) Math.min(zeros.length, more);
                out.write(zeros, 0, some);
                more -= some;
            }
        }
    }

    private void empty() throws IOException {
        Files.delete(data.resolve("filler"));
    }

    @Test
    void inventoryGoesFirstOutcomesAreKeptAndNothingIsLost() throws Exception {
        try (var district = MortalDistrict.begin(folder, 1, FLOORS)) {
            var device = district.api().devices().getFirst();
            leave(75L * MEBIBYTE);
            district.startAgent(0, Optional.empty());
            confirmed.add(district.api().job(district.witness()));
            awaitAllEnded(district);
            assertThat(district.api().device(device).path("sections")).isEmpty();

            empty();
            confirmed.add(district.api().job(district.witness()));
            await().atMost(MortalDistrict.PATIENCE)
                    .until(() -> !district.api().device(device).path("sections").isEmpty());

            var first = waiting(district, "first");
            var second = waiting(district, "second");
            awaitStarted(district, first);
            awaitState(district, second, "acknowledged");
            leave(25L * MEBIBYTE);
            await().until(() -> district.api().health().contains("disk"));
            assertThatThrownBy(() -> district.api().job("true"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("storage-low");
            go("first");
            awaitState(district, first, "done");

            awaitStarted(district, second);
            leave(0);
            go("second");
            await().until(() ->
                    district.accounts().journals().values().stream().noneMatch(List::isEmpty));
            empty();
            district.agent(0).kill();
            district.startAgent(0, Optional.empty());

            awaitAllEnded(district);
            await().until(() -> district.api().health().contains("up"));
            confirmed.add(district.api().job(district.witness()));
            awaitAllEnded(district);
            assertThat(district.accounts().contradictions(confirmed)).isEmpty();
            assertThat(district.api().auditVerification().path("holds").booleanValue()).isTrue();
        }
    }

    /** A job whose script is there and waits. */
    private String waiting(MortalDistrict district, String until)
            throws IOException, InterruptedException {
        var job =
                district.api()
                        .job(
                                "%swhile [ ! -e %s ]; do sleep 0.2; done\n"
                                        .formatted(district.witness(), folder.resolve(until)));
        confirmed.add(job);
        return job;
    }

    private void go(String until) throws IOException {
        Files.createFile(folder.resolve(until));
    }

    private static void awaitStarted(MortalDistrict district, String job) {
        await().atMost(MortalDistrict.PATIENCE)
                .until(() -> {
                    var accounts = district.accounts();
                    return accounts.ledger().stream()
                            .filter(run -> run.job().equals(job))
                            .allMatch(run -> accounts.witness().contains(run.id()));
                });
    }

    private static void awaitState(MortalDistrict district, String job, String state) {
        await().atMost(MortalDistrict.PATIENCE)
                .until(() ->
                        district.accounts().ledger().stream()
                                .filter(run -> run.job().equals(job))
                                .allMatch(run -> run.state().equals(state)));
    }

    private static void awaitAllEnded(MortalDistrict district) {
        await().atMost(MortalDistrict.PATIENCE).until(() -> district.accounts().allEnded());
    }
}
