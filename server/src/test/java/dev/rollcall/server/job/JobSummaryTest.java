package dev.rollcall.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.job.Outcome;
import dev.rollcall.server.job.JobSummary.Count;
import dev.rollcall.server.job.JobSummary.Group;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobSummaryTest {

    private static Count done(Outcome outcome, boolean late, int runs) {
        return new Count(RunState.DONE, Optional.of(outcome), late, late, runs);
    }

    @Test
    void saysTheCountsInOneLineWithTheFailuresGrouped() {
        var summary =
                JobSummary.of(
                        List.of(
                                done(Outcome.SUCCEEDED, false, 26),
                                done(Outcome.FAILED, false, 2),
                                done(Outcome.SUCCEEDED, true, 1),
                                new Count(RunState.LEASED, Optional.empty(), false, true, 1)),
                        Map.of("dpkg was interrupted", 2));

        assertThat(summary.line())
                .isEqualTo(
                        "succeeded 26 · failed 2 (\"dpkg was interrupted\" ×2) · late 1 · silent 1");
        assertThat(summary.runs()).isEqualTo(30);
    }

    @Test
    void countsEachRunOnce() {
        var summary =
                JobSummary.of(
                        List.of(
                                done(Outcome.INTERRUPTED, true, 3),
                                done(Outcome.UNSUPPORTED, false, 2),
                                done(Outcome.REFUSED, false, 1),
                                new Count(RunState.QUEUED, Optional.empty(), false, false, 4),
                                new Count(RunState.ACKNOWLEDGED, Optional.empty(), false, true, 5),
                                new Count(
                                        RunState.CANCELLED,
                                        Optional.of(Outcome.CANCELLED),
                                        false,
                                        false,
                                        6),
                                new Count(
                                        RunState.EXPIRED,
                                        Optional.of(Outcome.NOT_NOW),
                                        false,
                                        true,
                                        7),
                                new Count(RunState.EXPIRED, Optional.empty(), false, true, 9),
                                new Count(RunState.VOID, Optional.empty(), false, true, 8)),
                        Map.of());

        assertThat(summary.line())
                .isEqualTo(
                        "interrupted 3 · unsupported 2 · refused 1 · silent 5 · waiting 4 · cancelled 6"
                                + " · not now until it expired 7 · expired 9 · enrollment ended 8");
        assertThat(summary.runs()).isEqualTo(45);
    }

    @Test
    void whatIsKnownToBeRunningAfterTheDeadlineIsLateAndNotSilent() {
        var summary =
                JobSummary.of(
                        List.of(
                                new Count(RunState.RUNNING, Optional.empty(), false, true, 2),
                                new Count(RunState.RUNNING, Optional.empty(), false, false, 3),
                                new Count(RunState.LEASED, Optional.empty(), false, true, 1)),
                        Map.of());

        assertThat(summary.line()).isEqualTo("running late 2 · silent 1 · waiting 3");
        assertThat(summary.runs()).isEqualTo(6);
    }

    @Test
    void theFailuresThatAreNotSaidAreAllCounted() {
        var messages =
                IntStream.range(0, 50)
                        .mapToObj(i -> "cause " + "x".repeat(i + 1))
                        .collect(Collectors.toMap(message -> message, message -> 1));

        var summary = JobSummary.of(List.of(done(Outcome.FAILED, false, 50)), messages);

        assertThat(summary.line())
                .startsWith("failed 50 (\"cause x\" ×1, ")
                .endsWith("and 47 more)");
        assertThat(summary.failures()).hasSize(20);
        assertThat(summary.failureGroups()).isEqualTo(50);
    }

    @Test
    void messagesThatDifferInNumbersAreOneGroup() {
        assertThat(
                        JobSummary.grouped(
                                Map.of(
                                        "lock held by process 4711", 1,
                                        "lock held by process 12", 3,
                                        "no space left", 2)))
                .containsExactly(
                        new Group("lock held by process 12", 4), new Group("no space left", 2));
    }

    @Test
    void aJobWithoutRunsSaysSo() {
        assertThat(JobSummary.of(List.of(), Map.of()).line()).isEqualTo("no runs");
    }
}
