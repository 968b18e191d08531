package dev.rollcall.server.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.CommandRun;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JobWatchTest {

    @Test
    void withoutATerminalEveryChangeOfTheCountsIsALine() {
        var answers = List.of(at(0), at(0), at(1), at(2)).iterator();
        var err = new ByteArrayOutputStream();
        var terminal = CommandRun.terminal(new ByteArrayOutputStream(), err, Map.of());

        var last = new JobWatch(terminal, Duration.ZERO).follow(answers::next);

        assertThat(JobWords.settled(last)).isTrue();
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("done 0", "done 1", "done 2");
    }

    @Test
    void whereItEndsAtTheDeadlineItSaysWhatStillRuns() {
        var late =
                Json.wire()
                        .readTree(
                                """
                                {"job":{"number":"J-7"},"summary":{"runs":2,"succeeded":1,"runningLate":1},
                                "line":"succeeded 1 · running late 1"}
                                """);
        var err = new ByteArrayOutputStream();
        var terminal = CommandRun.terminal(new ByteArrayOutputStream(), err, Map.of());

        new JobWatch(terminal, Duration.ZERO).follow(List.of(at(1), late).iterator()::next);

        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "done 1",
                        "succeeded 1 · running late 1",
                        "past the deadline, and 1 still running; see rollcall job show J-7 --runs");
    }

    private static JsonNode at(int done) {
        return Json.wire()
                .readTree(
                        "{\"summary\":{\"runs\":2,\"succeeded\":%d,\"waiting\":%d},\"line\":\"done %d\"}"
                                .formatted(done, 2 - done, done));
    }
}
