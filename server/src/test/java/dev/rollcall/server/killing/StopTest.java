package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.server.testing.RawDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A server is told to stop, as systemd does, in the middle of its work. */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class StopTest {

    /** Its agent runs what is asked; the others only hold a session. */
    private static final int WORKER = 0;

    private static final String SLOWLY = "  closes-per-second: 2\n";
    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

    /** Told to come back within a minute, and up to a fifth later. */
    private static final Duration BACK = Duration.ofSeconds(72).plus(MortalDistrict.PATIENCE);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private record Told(Refused refused, long at) {}

    @Test
    void itTellsItsSessionsOneByOneLosesNothingAndEndsWell() throws Exception {
        try (var district = MortalDistrict.begin(folder, 3, SLOWLY, Map.of());
                var one = district.connect(1);
                var other = district.connect(2)) {
            district.startAgent(WORKER, Optional.empty());
            assertThat(one.ask(MortalDistrict.checkIn())).isInstanceOf(CheckInReply.class);
            assertThat(other.ask(MortalDistrict.checkIn())).isInstanceOf(CheckInReply.class);
            var told = List.of(whenTold(one), whenTold(other));

            var confirmed = new ArrayList<String>();
            var enough = new CountDownLatch(5);
            var asking =
                    CompletableFuture.runAsync(() -> askUntilItIsGone(district, confirmed, enough));
            assertThat(enough.await(1, TimeUnit.MINUTES)).isTrue();
            await().atMost(MortalDistrict.PATIENCE).until(() -> !succeeded(district).isEmpty());
            district.server().terminate();

            assertThat(district.server().ended(LONGEST_STOP)).isZero();
            assertThat(district.server().log()).contains("gateway drains sessions=3");
            var first = told.get(0).get(1, TimeUnit.SECONDS);
            var second = told.get(1).get(1, TimeUnit.SECONDS);
            assertThat(List.of(first, second))
                    .allSatisfy(each -> {
                        assertThat(each.refused().code()).isEqualTo("shutting-down");
                        assertThat(each.refused().retryAfter().orElseThrow())
                                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
                    });
            assertThat(Duration.ofNanos(Math.abs(first.at() - second.at())))
                    .isGreaterThan(BETWEEN.minusMillis(100));

            asking.get(1, TimeUnit.MINUTES);
            district.startServer(Optional.empty());
            district.awaitServer();
            await().atMost(BACK)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> succeeded(district).containsAll(confirmed));
            assertThat(district.agent(WORKER).printed("code=shutting-down")).isTrue();
            assertThat(district.accounts().witness()).doesNotHaveDuplicates();
            assertThat(district.api().auditVerification().path("holds").booleanValue()).isTrue();
        }
    }

    /** Each job is for all three devices, of which one has an agent. */
    private static Set<String> succeeded(MortalDistrict district)
            throws IOException, InterruptedException {
        return district.accounts().ledger().stream()
                .filter(run -> run.outcome().equals("succeeded"))
                .map(Accounts.Run::job)
                .collect(Collectors.toSet());
    }

    private static CompletableFuture<Told> whenTold(RawDevice device) {
        var told = new CompletableFuture<Told>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (!told.isDone()) {
                            if (device.next() instanceof Refused refused) {
                                told.complete(new Told(refused, System.nanoTime()));
                            }
                        }
                    } catch (IOException e) {
                        told.completeExceptionally(e);
                    }
                });
        return told;
    }

    private static void askUntilItIsGone(
            MortalDistrict district, List<String> confirmed, CountDownLatch enough) {
        try {
            while (true) {
                confirmed.add(district.api().job(district.witness(), false));
                enough.countDown();
            }
        } catch (IOException | AssertionError e) {
            // it is gone, or said that it is going: this job was not confirmed
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
