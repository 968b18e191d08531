package dev.rollcall.agent.job;

import dev.rollcall.agent.job.JournalEntry.Accepted;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.RunOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the journal knows of one run. */
record JournaledRun(Accepted accepted, State state, Optional<RunOutcome> outcome) {

    enum State {
        /** On disk, the device untouched. */
        ACCEPTED,
        /** The device may have been touched. */
        STARTED,
        /** The outcome is on disk. */
        DONE,
        /** The server has the outcome. */
        RECORDED
    }

    static JournaledRun of(Accepted accepted) {
        return new JournaledRun(accepted, State.ACCEPTED, Optional.empty());
    }

    RunId run() {
        return accepted.run();
    }

    boolean finished() {
        return outcome.isPresent();
    }

    /** Whether the device was busy: no end, it is asked again. */
    boolean putOff() {
        return outcome.filter(how -> !how.outcome().terminal()).isPresent();
    }

    JournaledRun in(State next) {
        return new JournaledRun(accepted, next, outcome);
    }

    JournaledRun done(RunOutcome how) {
        return new JournaledRun(accepted.withoutAction(), State.DONE, Optional.of(how));
    }

    /** The fewest lines that say the same. */
    List<JournalEntry> lines() {
        var lines = new ArrayList<JournalEntry>(List.of(accepted));
        if (state == State.STARTED) {
            lines.add(new JournalEntry.Started(run()));
        }
        outcome.ifPresent(how -> lines.add(new JournalEntry.Done(how)));
        if (state == State.RECORDED) {
            lines.add(new JournalEntry.Recorded(run()));
        }
        return lines;
    }
}
