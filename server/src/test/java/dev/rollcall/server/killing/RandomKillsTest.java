package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A server and two agents are killed at random moments; then it is quiet, and the accounts are
 * compared. That the comparison sees something is shown by two bugs planted in the real source.
 *
 * <p>{@code -Drollcall.kills=N} and {@code -Drollcall.kill.seed=N} set how often and which.
 */
@Tag("slow")
@Timeout(value = 40, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.SAME_THREAD)
class RandomKillsTest {

    private static final Duration QUIET = Duration.ofMinutes(6);

    /** With so many nearly always something is lost; more are tried where nothing was. */
    private static final int KILLS_TO_SHOW_A_BUG = 15;

    private static final Duration QUIET_TO_SHOW_A_BUG = Duration.ofSeconds(40);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void nothingConfirmedIsLostAndNothingRunsTwice() throws Exception {
        int kills = Integer.getInteger("rollcall.kills", 200);
        try (var district = MortalDistrict.begin(folder, RandomKills.AGENTS)) {
            var killing = RandomKills.begin(district, seed());
            var killed = killing.kill(kills);
            awaitAllEnded(district, QUIET);

            var accounts = district.accounts();
            System.out.println(
                    "kills %s, jobs confirmed %d, runs %s, witnessed %d"
                            .formatted(
                                    killed,
                                    killing.confirmed().size(),
                                    accounts.counts(),
                                    accounts.witness().size()));
            assertThat(killing.confirmed()).isNotEmpty();
            assertThat(killed.values())
                    .allSatisfy(n -> assertThat(n).isGreaterThanOrEqualTo(kills / 10));
            assertThat(killed).hasSize(RandomKills.SHARES);
            assertThat(accounts.witness()).hasSizeGreaterThan(kills / 2);
            assertThat(accounts.ledger()).anyMatch(run -> run.outcome().equals("interrupted"));
            assertThat(accounts.contradictions(killing.confirmed())).isEmpty();
            assertThat(district.api().auditVerification().path("holds").booleanValue()).isTrue();
        }
    }

    @Test
    void anAgentThatAcknowledgesBeforeTheFsyncIsCaught() throws Exception {
        assertThat(lost(Planted.acknowledgementBeforeFsync())).isNotEmpty();
    }

    @Test
    void aServerThatAnswersBeforeTheCommitIsCaught() throws Exception {
        assertThat(lost(Planted.answerBeforeCommit())).isNotEmpty();
    }

    /** The runs that one side believes the other one has. */
    private List<String> lost(Planted bug) throws Exception {
        var options = bug.plantedIn(folder);
        try (var district = MortalDistrict.begin(folder, RandomKills.AGENTS)) {
            district.become(options);
            var killing = RandomKills.begin(district, seed());
            List<String> lost = List.of();
            for (int round = 0; round < 6 && lost.isEmpty(); round++) {
                killing.kill(KILLS_TO_SHOW_A_BUG);
                try {
                    awaitAllEnded(district, QUIET_TO_SHOW_A_BUG);
                } catch (ConditionTimeoutException e) {
                    // what is still open then is what the bug has lost
                }
                lost =
                        district.accounts().contradictions(killing.confirmed()).stream()
                                .filter(found -> found.startsWith("lost"))
                                .toList();
            }
            System.out.println("planted " + bug.source().getFileName() + ": " + lost);
            return lost;
        }
    }

    private static long seed() {
        long seed = Long.getLong("rollcall.kill.seed", System.nanoTime());
        System.out.println("seed " + seed + ": -Drollcall.kill.seed=" + seed);
        return seed;
    }

    private static void awaitAllEnded(MortalDistrict district, Duration quiet) {
        await().atMost(quiet)
                .pollInterval(Duration.ofSeconds(3))
                .ignoreExceptions()
                .until(() -> district.accounts().allEnded());
    }
}
