package dev.rollcall.agent.policy;

import dev.rollcall.agent.platform.ServiceControl;
import dev.rollcall.agent.platform.ServiceControl.Unit;
import dev.rollcall.agent.platform.ServiceControl.Verb;
import dev.rollcall.common.policy.Setting.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A system service that must run or not, and start at boot or not. */
final class ServiceSetting {

    private final ServiceControl services;

    ServiceSetting(ServiceControl services) {
        this.services = services;
    }

    Finding enforce(Service setting) throws IOException, InterruptedException {
        if (services.absence().isPresent()) {
            return Finding.unsupported(services.absence().get().reason());
        }
        var unit = services.show(setting.name());
        var changes = changes(setting, unit);
        if (changes.isEmpty()) {
            return Finding.COMPLIANT;
        }
        if (!unit.found()) {
            return Finding.failed("there is no such service on this device");
        }
        for (var change : changes) {
            services.change(change, setting.name());
        }
        var after = services.show(setting.name());
        return changes(setting, after).isEmpty()
                ? Finding.repaired("it was " + words(unit))
                : Finding.failed("after it was changed it is " + words(after));
    }

    /** What must be done, in order; nothing where the setting holds. Pure. */
    static List<Verb> changes(Service setting, Unit unit) {
        var changes = new ArrayList<Verb>();
        setting.enabled()
                .filter(wanted -> wanted != unit.enabled())
                .ifPresent(wanted -> changes.add(wanted ? Verb.ENABLE : Verb.DISABLE));
        setting.running()
                .filter(wanted -> wanted != unit.running())
                .ifPresent(wanted -> changes.add(wanted ? Verb.START : Verb.STOP));
        return changes;
    }

    private static String words(Unit unit) {
        return unit.file().isEmpty() ? unit.active() : unit.active() + " and " + unit.file();
    }
}
