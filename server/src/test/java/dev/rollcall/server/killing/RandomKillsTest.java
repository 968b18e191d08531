package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A server and two agents are killed at random moments, in their start too, while jobs are asked
 * for without pause; then it is quiet, and the accounts are compared.
 *
 * <p>{@code -Drollcall.kills=N} and {@code -Drollcall.kill.seed=N} set how often and which. The
 * seed decides who dies and when; what each was doing then is the machine's.
 */
@Tag("slow")
@Timeout(value = 40, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.SAME_THREAD)
class RandomKillsTest {

    private static final int AGENTS = 2;

    /** The agents have one each, the server has the rest. */
    private static final int SHARES = AGENTS + 1;

    private static final int LONGEST_LIFE_MILLIS = 2500;
    private static final Duration QUIET = Duration.ofMinutes(6);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private final Queue<String> confirmed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void nothingConfirmedIsLostAndNothingRunsTwice() throws Exception {
        int kills = Integer.getInteger("rollcall.kills", 200);
        long seed = Long.getLong("rollcall.kill.seed", System.nanoTime());
        System.out.println("seed " + seed + ": -Drollcall.kill.seed=" + seed);
        try (var district = MortalDistrict.begin(folder, AGENTS)) {
            for (int device = 0; device < AGENTS; device++) {
                district.startAgent(device, Optional.empty());
            }
            var killed = whileAsking(district, () -> kill(district, kills, new Random(seed)));
            await().atMost(QUIET)
                    .pollInterval(Duration.ofSeconds(3))
                    .ignoreExceptions()
                    .until(() -> district.accounts().allEnded());

            var accounts = district.accounts();
            System.out.println(
                    "kills %s, jobs confirmed %d, runs %s, witnessed %d"
                            .formatted(
                                    killed,
                                    confirmed.size(),
                                    accounts.counts(),
                                    accounts.witness().size()));
            assertThat(confirmed).isNotEmpty();
            assertThat(killed.values())
                    .allSatisfy(n -> assertThat(n).isGreaterThanOrEqualTo(kills / 10));
            assertThat(killed).hasSize(SHARES);
            assertThat(accounts.witness()).hasSizeGreaterThan(kills / 2);
            assertThat(accounts.ledger()).anyMatch(run -> run.outcome().equals("interrupted"));
            assertThat(accounts.contradictions(confirmed)).isEmpty();
            assertThat(district.api().auditVerification().path("holds").booleanValue()).isTrue();
        }
    }

    private interface Killing {
        Map<String, Integer> kill() throws Exception;
    }

    private Map<String, Integer> whileAsking(MortalDistrict district, Killing killing)
            throws Exception {
        var asking = Executors.newSingleThreadScheduledExecutor();
        try {
            var asked =
                    asking.scheduleWithFixedDelay(
                            () -> ask(district), 0, 400, TimeUnit.MILLISECONDS);
            var killed = killing.kill();
            if (asked.isDone()) {
                asked.get(); // says which answer of the server ended the asking
            }
            return killed;
        } finally {
            asking.shutdown();
            assertThat(asking.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    /** By turns a quick script, a slow one, and a slow one that may be repeated. */
    private void ask(MortalDistrict district) {
        try {
            int kind = asked.getAndIncrement() % 3;
            var script = district.witness() + (kind == 0 ? "" : "sleep 0.4\n");
            confirmed.add(district.api().job(script, kind == 2));
        } catch (IOException e) {
            // the server is dead: this job was not confirmed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, Integer> kill(MortalDistrict district, int kills, Random random)
            throws Exception {
        var killed = new TreeMap<String, Integer>();
        for (int i = 0; i < kills; i++) {
            // one in four comes while the server may still be starting
            if (random.nextInt(4) > 0) {
                district.awaitServer();
            }
            int who = random.nextInt(SHARES);
            var life = Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS));
            var victim = who < AGENTS ? district.agent(who) : district.server();
            assertThat(victim.lives(life)).as(victim::log).isTrue();
            victim.kill();
            killed.merge(who < AGENTS ? "agent " + who : "server", 1, Integer::sum);
            if (who < AGENTS) {
                district.startAgent(who, Optional.empty());
            } else {
                district.startServer(Optional.empty());
            }
        }
        return killed;
    }
}
