package dev.rollcall.agent.job;

import dev.rollcall.agent.platform.PackageLocks;
import dev.rollcall.agent.platform.ServiceControl;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import java.nio.file.Path;
import java.util.Optional;

/** The actions of a real device. Safe for use by many threads. */
public final class Actions implements ActionRunner {

    private final RunScript scripts;
    private final RestartService services;
    private final CollectInventory inventory;

    /**
     * @param state the state folder: scripts are kept in {@code scripts/} below it
     * @param collect collects every section anew; blocking
     */
    public Actions(Path state, ServiceControl services, PackageLocks packages, Runnable collect) {
        this.scripts = new RunScript(state.resolve("scripts"));
        this.services = new RestartService(services, packages);
        this.inventory = new CollectInventory(collect);
    }

    @Override
    public ActionResult run(RunId run, Action action) throws InterruptedException {
        return switch (action) {
            case Action.RunScript script -> scripts.run(run, script);
            case Action.RestartService restart -> services.run(restart);
            case Action.CollectInventory ignored -> inventory.run();
            case Action.Unsupported(var what) ->
                    ActionResult.without(
                            Outcome.UNSUPPORTED, "this agent does not know the action " + what);
        };
    }

    @Override
    public Optional<String> busy(Action action) {
        return switch (action) {
            case Action.RestartService ignored -> services.busy();
            case Action.RunScript ignored -> Optional.empty();
            case Action.CollectInventory ignored -> Optional.empty();
            case Action.Unsupported ignored -> Optional.empty();
        };
    }

    @Override
    public void clearAway(RunId run) {
        RunScript.clearAway(run);
    }
}
