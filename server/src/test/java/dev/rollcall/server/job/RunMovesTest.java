package dev.rollcall.server.job;

import static dev.rollcall.server.job.RunState.ACKNOWLEDGED;
import static dev.rollcall.server.job.RunState.CANCELLED;
import static dev.rollcall.server.job.RunState.DONE;
import static dev.rollcall.server.job.RunState.EXPIRED;
import static dev.rollcall.server.job.RunState.LEASED;
import static dev.rollcall.server.job.RunState.QUEUED;
import static dev.rollcall.server.job.RunState.RUNNING;
import static dev.rollcall.server.job.RunState.VOID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.job.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RunMovesTest {

    private static final List<RunEvent> EVENTS =
            Stream.<RunEvent>concat(
                            Stream.<RunEvent>of(
                                    new RunEvent.Leased(),
                                    new RunEvent.LeaseLapsed(),
                                    new RunEvent.Acknowledged(),
                                    new RunEvent.Forgotten(),
                                    new RunEvent.Began(),
                                    new RunEvent.Withdrawn(false),
                                    new RunEvent.Withdrawn(true),
                                    new RunEvent.Expired(),
                                    new RunEvent.EnrollmentEnded()),
                            Arrays.stream(Outcome.values()).<RunEvent>map(RunEvent.Reported::new))
                    .toList();

    /** Per event, the states it leads out of and where to. */
    static Stream<Arguments> moves() {
        var ended =
                Map.of(
                        QUEUED,
                        DONE,
                        LEASED,
                        DONE,
                        ACKNOWLEDGED,
                        DONE,
                        RUNNING,
                        DONE,
                        EXPIRED,
                        DONE);
        return Stream.of(
                Arguments.of(new RunEvent.Leased(), Map.of(QUEUED, LEASED, LEASED, LEASED)),
                Arguments.of(new RunEvent.LeaseLapsed(), Map.of(LEASED, QUEUED)),
                Arguments.of(
                        new RunEvent.Acknowledged(),
                        Map.of(QUEUED, ACKNOWLEDGED, LEASED, ACKNOWLEDGED)),
                Arguments.of(
                        new RunEvent.Forgotten(), Map.of(ACKNOWLEDGED, QUEUED, RUNNING, QUEUED)),
                Arguments.of(
                        new RunEvent.Began(),
                        Map.of(QUEUED, RUNNING, LEASED, RUNNING, ACKNOWLEDGED, RUNNING)),
                Arguments.of(new RunEvent.Withdrawn(false), Map.of(QUEUED, CANCELLED)),
                Arguments.of(new RunEvent.Withdrawn(true), Map.of()),
                Arguments.of(
                        new RunEvent.Expired(),
                        Map.of(
                                QUEUED,
                                EXPIRED,
                                LEASED,
                                EXPIRED,
                                ACKNOWLEDGED,
                                EXPIRED,
                                RUNNING,
                                EXPIRED)),
                Arguments.of(
                        new RunEvent.EnrollmentEnded(),
                        Map.of(QUEUED, VOID, LEASED, VOID, ACKNOWLEDGED, VOID, RUNNING, VOID)),
                Arguments.of(new RunEvent.Reported(Outcome.SUCCEEDED), ended),
                Arguments.of(new RunEvent.Reported(Outcome.FAILED), ended),
                Arguments.of(new RunEvent.Reported(Outcome.INTERRUPTED), ended),
                Arguments.of(new RunEvent.Reported(Outcome.UNSUPPORTED), ended),
                Arguments.of(new RunEvent.Reported(Outcome.REFUSED), ended),
                Arguments.of(
                        new RunEvent.Reported(Outcome.CANCELLED),
                        Map.of(
                                QUEUED,
                                CANCELLED,
                                LEASED,
                                CANCELLED,
                                ACKNOWLEDGED,
                                CANCELLED,
                                RUNNING,
                                CANCELLED,
                                EXPIRED,
                                CANCELLED)),
                Arguments.of(
                        new RunEvent.Reported(Outcome.NOT_NOW),
                        Map.of(
                                QUEUED,
                                QUEUED,
                                LEASED,
                                QUEUED,
                                ACKNOWLEDGED,
                                QUEUED,
                                RUNNING,
                                QUEUED)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("moves")
    void anEventLeadsOnlyWhereTheTableSays(RunEvent event, Map<RunState, RunState> leads) {
        for (var from : RunState.values()) {
            assertThat(RunMoves.after(from, event))
                    .as("%s, %s", from, event)
                    .isEqualTo(Optional.ofNullable(leads.get(from)));
        }
    }

    @Test
    void aTerminalStateIsNeverLeft() {
        for (var from : RunState.values()) {
            if (from.terminal()) {
                assertThat(EVENTS).allSatisfy(e -> assertThat(RunMoves.after(from, e)).isEmpty());
            }
        }
    }

    @Test
    void everyEventIsInTheTable() {
        assertThat(moves().map(a -> a.get()[0])).containsExactlyInAnyOrderElementsOf(EVENTS);
    }
}
