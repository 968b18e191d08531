package dev.rollcall.simulator;

import dev.rollcall.agent.checkin.Runs;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.protocol.RunOutput;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The runs of a device, and word of each that is ordered and each whose outcome is recorded. A run
 * may be ordered again and is confirmed once or twice: with its acknowledgement, where there was
 * time for one, and with its outcome.
 */
final class CountedRuns implements Runs {

    private final Runs runs;
    private final Consumer<RunOrder> ordered;
    private final Consumer<RunId> settled;

    CountedRuns(Runs runs, Consumer<RunOrder> ordered, Consumer<RunId> settled) {
        this.runs = runs;
        this.ordered = ordered;
        this.settled = settled;
    }

    @Override
    public List<RunId> accept(List<RunOrder> orders) {
        orders.forEach(ordered);
        return runs.accept(orders);
    }

    @Override
    public List<RunId> toAcknowledge() {
        return runs.toAcknowledge();
    }

    @Override
    public List<RunId> running() {
        return runs.running();
    }

    @Override
    public List<RunOutcome> outcomes() {
        return runs.outcomes();
    }

    @Override
    public boolean journalLost() {
        return runs.journalLost();
    }

    @Override
    public void recorded(List<RunId> recorded, List<RunOutcome> said) {
        said.stream().map(RunOutcome::run).filter(recorded::contains).forEach(settled);
        runs.recorded(recorded, said);
    }

    @Override
    public void cancel(List<RunId> cancelled) {
        runs.cancel(cancelled);
    }

    @Override
    public Optional<RunOutput> nextOutput() {
        return runs.nextOutput();
    }

    @Override
    public void outputReceived(RunOutput chunk) {
        runs.outputReceived(chunk);
    }
}
