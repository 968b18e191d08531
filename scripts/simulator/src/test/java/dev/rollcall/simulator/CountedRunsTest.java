package dev.rollcall.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.checkin.Runs;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.protocol.RunOutput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CountedRunsTest {

    private final List<RunOrder> orders =
            Orders.of(new JobId(UUID.randomUUID()), Instant.parse("2026-11-23T08:00:00Z"), 2);
    private final List<RunOrder> ordered = new ArrayList<>();
    private final List<RunId> settled = new ArrayList<>();
    private final Journal journal = new Journal();
    private final CountedRuns counted = new CountedRuns(journal, ordered::add, settled::add);

    @Test
    void tellsOfEachOrderAndLetsItPass() {
        assertThat(counted.accept(orders)).isEqualTo(journal.accept(orders));
        assertThat(ordered).isEqualTo(orders);
    }

    @Test
    void anAcknowledgementThatIsRecordedSettlesNothing() {
        var run = orders.getFirst().run();

        counted.recorded(List.of(run), List.of());

        assertThat(settled).isEmpty();
        assertThat(journal.recorded).containsExactly(run);
    }

    @Test
    void anOutcomeThatWasSaidAndIsRecordedSettlesItsRun() {
        var run = orders.getFirst().run();
        var lost = orders.getLast().run();
        var said =
                List.of(
                        RunOutcome.without(run, Outcome.SUCCEEDED, ""),
                        RunOutcome.without(lost, Outcome.SUCCEEDED, ""));

        counted.recorded(List.of(run), said);

        assertThat(settled).containsExactly(run);
    }

    /** Remembers what it was told. */
    private static final class Journal implements Runs {

        private final List<RunId> recorded = new ArrayList<>();

        @Override
        public List<RunId> accept(List<RunOrder> orders) {
            return orders.stream().map(RunOrder::run).toList();
        }

        @Override
        public List<RunId> toAcknowledge() {
            return List.of();
        }

        @Override
        public List<RunId> running() {
            return List.of();
        }

        @Override
        public List<RunOutcome> outcomes() {
            return List.of();
        }

        @Override
        public boolean journalLost() {
            return false;
        }

        @Override
        public void recorded(List<RunId> runs, List<RunOutcome> said) {
            recorded.addAll(runs);
        }

        @Override
        public void cancel(List<RunId> runs) {}

        @Override
        public Optional<RunOutput> nextOutput() {
            return Optional.empty();
        }

        @Override
        public void outputReceived(RunOutput chunk) {}
    }
}
