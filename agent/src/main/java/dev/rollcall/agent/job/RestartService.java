package dev.rollcall.agent.job;

import dev.rollcall.agent.platform.PackageLocks;
import dev.rollcall.agent.platform.ServiceControl;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import java.io.IOException;

/**
 * Restarts a service and looks whether it runs; not while packages are being installed, which
 * replaces and restarts services itself.
 */
final class RestartService {

    private final ServiceControl services;
    private final PackageLocks packages;

    RestartService(ServiceControl services, PackageLocks packages) {
        this.services = services;
        this.packages = packages;
    }

    ActionResult run(Action.RestartService action) throws InterruptedException {
        if (services.absence().isPresent()) {
            var absence = services.absence().get();
            return ActionResult.without(
                    absence.planted() ? Outcome.UNSUPPORTED : Outcome.FAILED, absence.reason());
        }
        var held = packages.held();
        if (held.isPresent()) {
            return ActionResult.without(
                    Outcome.NOT_NOW, "packages are being installed, " + held.get() + " is locked");
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
