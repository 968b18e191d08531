package dev.rollcall.agent.job;

import dev.rollcall.common.job.Outcome;

/** Collects every section anew; what changed goes out with the next check-in, with the figures. */
final class CollectInventory {

    private final Runnable collect;

    CollectInventory(Runnable collect) {
        this.collect = collect;
    }

    ActionResult run() {
        collect.run();
        return ActionResult.without(Outcome.SUCCEEDED, "collected");
    }
}
