package dev.rollcall.agent.job;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import java.util.Optional;

/** Touches the device: what a run comes to. {@link Actions} on a real one. */
public interface ActionRunner {

    /**
     * Carries an action out and waits for its end; called at most once at a time for each urgency.
     * An interrupt asks to stop at once.
     */
    ActionResult run(RunId run, Action action) throws InterruptedException;

    /** Why the device should be left alone now; asked before anything is touched. */
    default Optional<String> busy(Action action) {
        return Optional.empty();
    }

    /** Stops what an earlier life of the agent may have left running. */
    default void clearAway(RunId run) {}
}
