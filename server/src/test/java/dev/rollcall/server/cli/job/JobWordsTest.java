package dev.rollcall.server.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.ExitCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JobWordsTest {

    private static final JsonNode FAILED_IN_PART =
            Json.wire()
                    .readTree(
                            """
                            {"job":{"number":"J-512","action":{"type":"run-script"},"query":"org:lincoln"},
                            "summary":{"runs":30,"succeeded":26,"failed":2,"late":1,"silent":1,
                            "failures":[{"message":"dpkg was interrupted","runs":2}]},
                            "line":"succeeded 26 · failed 2 (\\"dpkg was interrupted\\" ×2) · late 1 · silent 1"}
                            """);

    @Test
    void aJobIsSaidInOneLineWithHowToRetryIt() {
        assertThat(JobWords.line(FAILED_IN_PART))
                .isEqualTo(
                        "succeeded 26 · failed 2 (\"dpkg was interrupted\" ×2) · late 1 · silent 1"
                                + " · retry: rollcall job retry J-512 --failed");
    }

    @Test
    void withoutFailuresThereIsNothingToRetry() {
        var shown =
                Json.wire()
                        .readTree(
                                "{\"summary\":{\"runs\":2,\"succeeded\":2},\"line\":\"succeeded 2\"}");

        assertThat(JobWords.line(shown)).isEqualTo("succeeded 2");
        assertThat(JobWords.exitCode(shown)).isEqualTo(ExitCode.OK);
        assertThat(JobWords.settled(shown)).isTrue();
    }

    @Test
    void aDeviceThatLetTheDeadlinePassIsNotWaitedForAndIsNoSuccess() {
        assertThat(JobWords.settled(FAILED_IN_PART)).isTrue();
        assertThat(JobWords.exitCode(FAILED_IN_PART)).isEqualTo(ExitCode.PARTIAL);
    }

    @Test
    void whatRunsPastTheDeadlineIsNotWaitedForButSaid() {
        var shown =
                Json.wire()
                        .readTree(
                                """
                                {"job":{"number":"J-7"},"summary":{"runs":2,"succeeded":1,"runningLate":1},
                                "line":"succeeded 1 · running late 1"}
                                """);

        assertThat(JobWords.settled(shown)).isTrue();
        assertThat(JobWords.exitCode(shown)).isEqualTo(ExitCode.PARTIAL);
        assertThat(JobWords.bar(shown)).startsWith("[###############---------------] 1 of 2");
        assertThat(JobWords.goesOn(shown))
                .contains(
                        "past the deadline, and 1 still running; see rollcall job show J-7 --runs");
        assertThat(JobWords.goesOn(FAILED_IN_PART)).isEmpty();
    }

    @Test
    void aRunThatIsLateSaysSoWhereItIsLate() {
        var runs =
                Json.wire()
                        .readTree(
                                """
                                [{"id":"r1","hostname":"lab-1","state":"running","late":true},
                                {"id":"r2","hostname":"lab-2","state":"done","outcome":"succeeded","late":true},
                                {"id":"r3","hostname":"lab-3","state":"leased","silent":true}]
                                """);

        var lines = JobWords.runs(runs).lines();

        assertThat(lines.get(1)).startsWith("lab-1   running, late  –  ");
        assertThat(lines.get(2)).startsWith("lab-2   done           succeeded, late  ");
        assertThat(lines.get(3)).startsWith("lab-3   silent         –  ");
    }

    @Test
    void theBarFillsWithTheRunsThatEnded() {
        var shown =
                Json.wire()
                        .readTree(
                                "{\"summary\":{\"runs\":4,\"succeeded\":2,\"waiting\":2},"
                                        + "\"line\":\"succeeded 2 · waiting 2\"}");

        assertThat(JobWords.bar(shown))
                .isEqualTo("[###############---------------] 2 of 4 · succeeded 2 · waiting 2");
    }

    @Test
    void aPreviewSaysWhoIsLeftOut() {
        var preview =
                Json.wire()
                        .readTree(
                                "{\"runs\":26,\"neverSeen\":0,\"tooOld\":2,\"withoutEnrollment\":3}");

        assertThat(JobWords.preview(preview))
                .isEqualTo("runs 26 · agent too old 2 · not enrolled 3");
    }

    @Test
    void aMessageOfADeviceCannotMoveTheCursor() {
        var run =
                Json.wire()
                        .readTree(
                                """
                                {"id":"r1","device":"d1","hostname":"lab-7","state":"done","outcome":"failed","exitCode":1,
                                "message":"\\u001b[2J\\ngone","outputTotal":12}
                                """);

        var lines = JobWords.runs(List.of(run)).lines();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).startsWith("lab-7").contains("\\x1b[2J\\x0agone", "12 B");
    }

    @Test
    void aRunThatARetryReplacedIsNotListed() {
        var run = Json.wire().readTree("{\"id\":\"r1\",\"superseded\":true}");

        assertThat(JobWords.runs(List.of(run)).isEmpty()).isTrue();
    }
}
