package dev.rollcall.simulator;

import dev.rollcall.agent.checkin.Runs;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.protocol.RunOutput;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The runs of a device, and word of each that is ordered and each whose outcome is recorded. A run
 * may be ordered again and is confirmed once or twice: with its acknowledgement, where there was
 * time for one, and with its outcome.
 */
final class CountedRuns implements Runs {

    private final Runs runs;
    private final Consumer<RunId> ordered;
    private final Consumer<RunId> settled;
    private final Set<RunId> told = new HashSet<>();

    CountedRuns(Runs runs, Consumer<RunId> ordered, Consumer<RunId> settled) {
        this.runs = runs;
        this.ordered = ordered;
        this.settled = settled;
    }

    @Override
    public List<RunId> accept(List<RunOrder> orders) {
        orders.forEach(order -> ordered.accept(order.run()));
        return runs.accept(orders);
    }

    @Override
    public List<RunId> toAcknowledge() {
        return runs.toAcknowledge();
    }

    @Override
    public synchronized List<RunOutcome> outcomes() {
        var outcomes = runs.outcomes();
        told.clear();
        outcomes.forEach(outcome -> told.add(outcome.run()));
        return outcomes;
    }

    @Override
    public synchronized void recorded(List<RunId> recorded) {
        recorded.stream().filter(told::contains).forEach(settled);
        runs.recorded(recorded);
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
