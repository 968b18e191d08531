package dev.rollcall.agent.job;

import dev.rollcall.agent.job.JournalEntry.Accepted;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Sorts leased orders into those to take on, those the journal knows already, and those that are
 * answered at once. Pure, given what the journal says.
 */
final class Intake {

    private Intake() {}

    /**
     * What becomes of a reply's orders.
     *
     * @param accepted to write to the journal
     * @param known that the journal has from before
     * @param answered that are not taken on, with the reason
     */
    record Sorted(List<Accepted> accepted, List<RunId> known, List<RunOutcome> answered) {}

    static Sorted sort(
            List<RunOrder> orders, Bearer bearer, Instant serverNow, RunJournal journal) {
        var accepted = new ArrayList<Accepted>();
        var known = new ArrayList<RunId>();
        var answered = new ArrayList<RunOutcome>();
        Set<RunId> seen = new LinkedHashSet<>();
        for (var order : orders) {
            if (!seen.add(order.run())) {
                continue;
            }
            if (journal.find(order.run()).isPresent()) {
                known.add(order.run());
                continue;
            }
            switch (OrderCheck.judge(order, bearer, serverNow, journal::newestGeneration)) {
                case OrderCheck.Accept(var job, var action) -> {
                    if (mayBeForgotten(order.run(), job, journal)) {
                        answered.add(forgotten(order.run()));
                    } else {
                        accepted.add(Accepted.of(order.run(), job, action));
                    }
                }
                case OrderCheck.Refuse(var reason) ->
                        answered.add(RunOutcome.without(order.run(), Outcome.REFUSED, reason));
                case OrderCheck.Unsupported(var what) ->
                        answered.add(
                                RunOutcome.without(
                                        order.run(),
                                        Outcome.UNSUPPORTED,
                                        "this agent does not know the action " + what));
            }
        }
        return new Sorted(List.copyOf(accepted), List.copyOf(known), List.copyOf(answered));
    }

    /**
     * Whether a lost part of the journal may have held the run: both the order and, where its id
     * tells the time, the run are from before the loss.
     */
    private static boolean mayBeForgotten(RunId run, JobOrder job, RunJournal journal) {
        return journal.floor().filter(floor -> !job.notBefore().isAfter(floor)).isPresent()
                && journal.mayHaveForgotten(run);
    }

    /** The answer for a run that a lost part of the journal may have held. */
    static RunOutcome forgotten(RunId run) {
        return RunOutcome.without(
                run,
                Outcome.INTERRUPTED,
                "the journal of this device was lost or damaged: whether this ran before is"
                        + " unknown");
    }
}
