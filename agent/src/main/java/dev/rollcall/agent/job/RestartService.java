package dev.rollcall.agent.job;

import dev.rollcall.agent.platform.ServiceControl;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import java.io.IOException;

/** Restarts a service and looks whether it runs. */
final class RestartService {

    private final ServiceControl services;

    RestartService(ServiceControl services) {
        this.services = services;
    }

    ActionResult run(Action.RestartService action) throws InterruptedException {
        if (services.absence().isPresent()) {
            var absence = services.absence().get();
            return ActionResult.without(
                    absence.planted() ? Outcome.UNSUPPORTED : Outcome.FAILED, absence.reason());
        }
        try {
            return restart(action.service());
        } catch (IOException e) {
            return ActionResult.without(Outcome.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private ActionResult restart(String service) throws IOException, InterruptedException {
        if (!services.show(service).found()) {
            return ActionResult.without(
                    Outcome.FAILED, "there is no service " + service + " on this device");
        }
        services.change(ServiceControl.Verb.RESTART, service);
        var after = services.show(service);
        return after.running()
                ? ActionResult.without(Outcome.SUCCEEDED, service + " is running again")
                : ActionResult.without(
                        Outcome.FAILED, service + " was restarted and is " + after.active());
    }
}
