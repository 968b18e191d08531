package dev.rollcall.agent.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.job.JournaledDevice.Build;
import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.json.Json;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills a real process at each durable step, lets it live again, and compares what the server heard
 * with what the scripts themselves witnessed.
 */
@Execution(ExecutionMode.SAME_THREAD)
class KilledDeviceTest {

    private final Orders orders = new Orders();

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "journal.accepted.before-fsync",
                "journal.accepted.after-fsync",
                "test.acknowledged",
                "run.started.before-fsync",
                "run.started.after-fsync",
                "run.acted",
                "run.acted:2",
                "run.output.after-fsync",
                "run.done.before-fsync",
                "run.done.after-fsync",
                "run.done.after-fsync:3",
                "test.outcome-heard"
            })
    void noRunIsLostAndNoneRunsTwiceUnseen(String point) throws Exception {
        diesAndLivesAgain(point);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "journal.rewrite.before",
                "journal.rewrite.after",
                "replace.before-rename",
                "replace.before-rename:2",
                "replace.before-rename:3",
                "replace.after-rename",
                "replace.after-rename:2",
                "append.half-written",
                "append.half-written:2",
                "append.half-written:3",
                "run.script.before-rename",
                "run.script.kept:2",
                "run.output.before-forgotten",
                "run.output.forgotten:2"
            })
    void norWhereAFileIsHalfWritten(String point) throws Exception {
        diesAndLivesAgain(point);
    }

    private void diesAndLivesAgain(String point) throws Exception {
        var leased = lease();

        assertThat(live(Optional.of(point), Build.SOUND)).isEqualTo(KillPoint.STATUS);
        assertThat(live(Optional.empty(), Build.SOUND)).isZero();

        assertThat(contradictions(leased)).isEmpty();
    }

    @Test
    void aLifeWithoutAKillSucceedsInEverything() throws Exception {
        var leased = lease();

        assertThat(live(Optional.empty(), Build.SOUND)).isZero();

        assertThat(contradictions(leased)).isEmpty();
        assertThat(lines("server-heard")).filteredOn(l -> l.startsWith("SUCCEEDED")).hasSize(3);
    }

    @Test
    void theComparisonCatchesAnAcknowledgementBeforeTheFsync() throws Exception {
        var leased = lease();

        live(Optional.of("test.acknowledged:3"), Build.PLANTED_AND_BUSY);
        live(Optional.empty(), Build.SOUND);

        assertThat(contradictions(leased)).anyMatch(line -> line.startsWith("lost"));
    }

    @Test
    void theComparisonCatchesAStartBeforeTheFsync() throws Exception {
        var leased = lease();

        live(Optional.of("run.acted"), Build.PLANTED);
        live(Optional.empty(), Build.SOUND);

        assertThat(contradictions(leased)).anyMatch(line -> line.startsWith("ran"));
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void survivesKillsAtRandomMoments(long seed) throws Exception {
        var random = new Random(seed);
        var leased = lease();

        for (int i = 0; i < 6; i++) {
            liveFor(Duration.ofMillis(250 + random.nextInt(600)));
        }
        live(Optional.empty(), Build.SOUND);

        assertThat(contradictions(leased)).isEmpty();
    }

    private List<RunOrder> lease() throws IOException {
        var witness = "echo $ROLLCALL_RUN >> " + folder.resolve("witness") + "; echo seen";
        var leased = new ArrayList<RunOrder>();
        for (int i = 0; i < 3; i++) {
            leased.add(orders.lease(orders.job(Orders.script(witness)), Orders.run()));
        }
        Files.writeString(
                folder.resolve("orders.json"), Json.wire().writeValueAsString(orders.keep(leased)));
        return leased;
    }

    private int live(Optional<String> killAt, Build build)
            throws IOException, InterruptedException {
        var process = start(killAt, build);
        var ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        assertThat(ended).as("%s", folder.resolve("printed")).isTrue();
        return process.exitValue();
    }

    private void liveFor(Duration time) throws IOException, InterruptedException {
        var process = start(Optional.empty(), Build.SOUND);
        process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
    }

    private Process start(Optional<String> killAt, Build build) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx128m",
                                "-cp",
                                System.getProperty("java.class.path")));
        killAt.ifPresent(point -> command.add("-D" + KillPoint.PROPERTY + "=" + point));
        command.addAll(List.of(JournaledDevice.class.getName(), folder.toString(), build.name()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), "printed")))
                .start();
    }

    private List<String> contradictions(List<RunOrder> leased) throws IOException {
        var heard = lines("server-heard");
        var witness = lines("witness");
        var found = new ArrayList<String>();
        for (var order : leased) {
            var run = order.run().toString();
            var outcomes =
                    heard.stream()
                            .filter(l -> l.endsWith(run) && !l.startsWith("acknowledged"))
                            .map(l -> l.split(" ")[0])
                            .distinct()
                            .toList();
            long seen = witness.stream().filter(run::equals).count();
            if (outcomes.isEmpty()) {
                found.add("lost " + run);
            }
            if (outcomes.size() > 1) {
                found.add("two answers " + run + " " + outcomes);
            }
            if (seen > 1) {
                found.add("ran twice " + run);
            }
            if (outcomes.contains("SUCCEEDED") && seen != 1) {
                found.add("claims success " + run);
            }
            if (seen == 1 && !outcomes.contains("SUCCEEDED") && !outcomes.contains("INTERRUPTED")) {
                found.add("ran unseen " + run);
            }
        }
        return found;
    }

    private List<String> lines(String file) throws IOException {
        var path = folder.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }
}
