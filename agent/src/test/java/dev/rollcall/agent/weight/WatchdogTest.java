package dev.rollcall.agent.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.OwnProcess;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.inventory.VolatileFacts.AgentWeight;
import dev.rollcall.common.inventory.VolatileFacts.Restraint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** A real load in this very process, looked at often and not once a minute. */
@Isolated
@Execution(ExecutionMode.SAME_THREAD)
class WatchdogTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Duration WINDOW = Duration.ofMillis(250);
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir private Path temp;
    private final OwnProcess process = new OwnProcess(DeviceFiles.below(Path.of("/")));
    private final AtomicBoolean loaded = new AtomicBoolean(true);
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicLong begun = new AtomicLong();
    private final AtomicInteger restarts = new AtomicInteger();

    @Test
    void aBusyProcessIsSlowedPausedRestartedAndSaysSo() throws Exception {
        var folder = StateFolder.open(temp);
        var before = process.nice().orElseThrow();
        busy.set(true);
        var load = load();
        try (var watchdog = watch(folder, Ceilings.ofMegabytes(1, 100_000))) {
            await().atMost(LONG).until(watchdog::pausesInventory);
            assertThat(process.nice()).contains(19);
            assertThat(watchdog.weight().flatMap(AgentWeight::processorPermille).orElseThrow())
                    .isGreaterThan(10);
            assertThat(watchdog.weight().flatMap(AgentWeight::because).orElseThrow())
                    .endsWith("of at most 1 %");
            assertThat(restarts).hasValue(0);

            busy.set(false);
            await().atMost(LONG).until(() -> restarts.get() == 1);
            assertThat(WatchdogFile.read(folder).orElseThrow().what())
                    .isEqualTo(Restraint.RESTARTED);
        } finally {
            unload(load);
        }
        assertThat(process.nice()).contains(before);
    }

    @Test
    void whatCalmsDownIsFreeAgain() throws Exception {
        var folder = StateFolder.open(temp);
        var load = load();
        try (var watchdog = watch(folder, Ceilings.ofMegabytes(25, 100_000))) {
            await().atMost(LONG).until(() -> restraintOf(watchdog));
            unload(load);
            await().atMost(LONG).until(() -> !restraintOf(watchdog));
            await().atMost(LONG)
                    .until(() -> WatchdogFile.read(folder).orElseThrow().until().isPresent());
            assertThat(WatchdogFile.read(folder).orElseThrow().until()).contains(NOW);
        } finally {
            loaded.set(false);
        }
    }

    @Test
    void aHeavyProcessIsRestrainedForItsMemory() {
        var resident = process.resident().orElseThrow();
        var ceiling = (int) (resident / Ceilings.MEGABYTE) + 100;
        var folder = StateFolder.open(temp);
        try (var arena = Arena.ofConfined();
                var watchdog = watch(folder, Ceilings.ofMegabytes(10_000, ceiling))) {
            await().atMost(LONG).until(() -> watchdog.weight().isPresent());
            assertThat(restraintOf(watchdog)).isFalse();

            // beside the heap, which may have had as much once and not given it back
            var ballast = arena.allocate(600L * 1_000_000);
            ballast.fill((byte) 1);
            await().atMost(LONG).until(() -> restraintOf(watchdog));
            assertThat(watchdog.weight().flatMap(AgentWeight::because).orElseThrow())
                    .endsWith("MB of memory, of at most " + ceiling);
            assertThat(ballast.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 1);
        }
    }

    @Test
    void aProgramThatTheAgentStartedAndThatGoesWildIsTheAgentsMatter() throws Exception {
        var folder = StateFolder.open(temp);
        var wild = burn();
        try (var watchdog = watch(folder, Ceilings.ofMegabytes(60, 100_000))) {
            await().atMost(LONG).until(watchdog::pausesInventory);
            assertThat(watchdog.weight().flatMap(AgentWeight::because).orElseThrow())
                    .endsWith("of at most 60 %");
            end(wild);
            await().atMost(LONG).until(() -> !restraintOf(watchdog));
        } finally {
            end(wild);
        }
    }

    @Test
    void whatAJobStartedIsNot() throws Exception {
        var folder = StateFolder.open(temp);
        busy.set(true);
        var wild = burn();
        try (var watchdog = watch(folder, Ceilings.ofMegabytes(60, 100_000))) {
            await().atMost(LONG).until(() -> watchdog.weight().isPresent());
            TimeUnit.MILLISECONDS.sleep(10 * WINDOW.toMillis());
            assertThat(restraintOf(watchdog)).isFalse();
        } finally {
            end(wild);
        }
    }

    @Test
    void theTimeAndMemoryOfChildrenAndTheirChildrenIsCountedOnce() throws Exception {
        var children = process.children();
        var before = children.weigh().orElseThrow().processor();
        var shell =
                new ProcessBuilder("sh", "-c", "sh -c \"i=0; " + SHORT_WORK + "\"; " + BIG_VARIABLE)
                        .start();
        try {
            await().atMost(LONG)
                    .until(() -> children.weigh().orElseThrow().resident() > 40_000_000);
            var living = children.weigh().orElseThrow().processor();
            assertThat(living.minus(before)).isGreaterThan(Duration.ofMillis(50));

            end(shell);
            await().atMost(LONG).until(() -> children.weigh().orElseThrow().resident() == 0);
            assertThat(children.weigh().orElseThrow().processor())
                    .isBetween(living.minusMillis(200), living.plusSeconds(1));
        } finally {
            end(shell);
        }
    }

    private static final String SHORT_WORK = "while [ \\$i -lt 300000 ]; do i=\\$((i+1)); done";
    private static final String BIG_VARIABLE =
            "x=$(head -c 50000000 /dev/zero | tr '\\0' x); while :; do sleep 0.1; done";

    /** A processor, in a child of this process. */
    private static Process burn() throws IOException {
        return new ProcessBuilder("sh", "-c", "while :; do :; done").start();
    }

    private static void end(Process started) throws InterruptedException {
        started.destroyForcibly().waitFor();
    }

    @Test
    void theNextProcessSaysForADayThatThereWasARestart() {
        var folder = StateFolder.open(temp);
        var file = new WatchdogFile(folder);
        file.write(
                new WatchdogFile.Last(
                        Restraint.RESTARTED,
                        NOW.minus(Duration.ofHours(23)),
                        "9 of 8",
                        Optional.empty()));
        try (var watchdog = watch(folder, Ceilings.ofMegabytes(10_000, 100_000))) {
            await().atMost(LONG).until(() -> watchdog.weight().isPresent());

            var told = watchdog.weight().orElseThrow();
            assertThat(told.restraint()).contains(Restraint.RESTARTED);
            assertThat(told.because()).contains("9 of 8");
            assertThat(watchdog.pausesInventory()).isFalse();
        }
    }

    @Test
    void filesThatAreGivenBackAreReadAgainByThemselves() {
        process.giveBackFiles();

        assertThat(process.residentOfFiles().orElseThrow())
                .isLessThan(process.resident().orElseThrow());
    }

    private static boolean restraintOf(Watchdog watchdog) {
        return watchdog.weight().flatMap(AgentWeight::restraint).isPresent();
    }

    /** By several threads: one that is nice gets almost nothing of a busy machine. */
    private List<Thread> load() {
        return Stream.generate(() -> Thread.ofPlatform().start(this::compute)).limit(8).toList();
    }

    private void compute() {
        long sum = 0;
        while (loaded.get()) {
            sum += System.nanoTime() % 7;
        }
        assertThat(sum).isNotNegative();
    }

    private void unload(List<Thread> load) throws InterruptedException {
        loaded.set(false);
        for (var thread : load) {
            thread.join();
        }
    }

    private Watchdog watch(StateFolder folder, Ceilings ceilings) {
        return Watchdog.start(
                ceilings,
                WINDOW,
                Duration.ofHours(1),
                process,
                new WatchdogFile(folder),
                new Watchdog.Reins(
                        () -> NOW,
                        System::nanoTime,
                        busy::get,
                        begun::get,
                        restarts::incrementAndGet));
    }
}
