package dev.rollcall.agent.job;

import dev.rollcall.agent.platform.PackageLocks;
import dev.rollcall.agent.platform.ServiceControl;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import java.io.IOException;
import java.util.Optional;

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

    /** Empty too where nothing can be restarted, which is then the answer. */
    Optional<String> busy() {
        return services.absence().isPresent()
                ? Optional.empty()
                : packages.held()
                        .map(file -> "packages are being installed, " + file + " is locked");
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
