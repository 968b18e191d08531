package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.ServicesSection;
import dev.rollcall.common.inventory.ServicesSection.EnabledBy;
import dev.rollcall.common.inventory.ServicesSection.Service;
import java.io.IOException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lists the services that Windows starts by itself, and the scheduled tasks that are on and have
 * something that starts them. Tasks of single people are left out: their names tell whose they are.
 * A service is called by its short name, a task by its path, which begins with a backslash.
 */
final class ServicesReader {

    private static final int MOST = 2_000;
    private static final int LONGEST = 200;

    /** MSFT_ScheduledTask, State. */
    private static final long DISABLED = 1;

    /** Type of a service, as winnt.h has it: one that each person gets, and what somebody got. */
    private static final long FOR_EACH_PERSON = 0x40;

    private static final long OF_ONE_PERSON = 0x80;

    private ServicesReader() {}

    /** Fails where services could not be asked; tasks alone are not enough. */
    static ServicesSection read(WindowsFacts facts) throws IOException {
        var folder = facts.row("system").text("WindowsDirectory").orElse("C:\\Windows");
        var services =
                facts.required("services").stream().flatMap(row -> service(row, folder).stream());
        // without them, all of them would seem to be gone
        var tasks = facts.required("tasks").stream().flatMap(row -> task(row).stream());
        return new ServicesSection(
                Stream.concat(services, tasks)
                        .sorted(Comparator.comparing(Service::name))
                        .distinct()
                        .limit(MOST)
                        .toList());
    }

    private static Optional<Service> service(Fields row, String windows) {
        long type = row.number("Type").orElse(0L);
        return row.text("Name")
                .filter(_ -> (type & OF_ONE_PERSON) == 0)
                .map(name -> new Service(name, by(row, windows), running(row, type)));
    }

    /** Where the program lies: with Windows, but not with the drivers of others that are there. */
    private static EnabledBy by(Fields row, String windows) {
        var path =
                row.raw("PathName").orElse("").replace("\"", "").strip().toLowerCase(Locale.ROOT);
        var folder = windows.toLowerCase(Locale.ROOT) + "\\";
        boolean vendor =
                path.startsWith(folder) && !path.startsWith(folder + "system32\\driverstore\\");
        return vendor ? EnabledBy.VENDOR : EnabledBy.ADMINISTRATOR;
    }

    /** Those that something triggers, and those that begin late, may end when they are done. */
    private static Optional<Boolean> running(Fields row, long type) {
        boolean comesAndGoes =
                (type & FOR_EACH_PERSON) != 0
                        || row.truth("Triggered").orElse(true)
                        || row.truth("DelayedAutoStart").orElse(false);
        return comesAndGoes ? Optional.empty() : row.truth("Started");
    }

    private static Optional<Service> task(Fields row) {
        boolean starts =
                row.truth("Shared").orElse(false)
                        && row.number("Enabled").filter(triggers -> triggers > 0).isPresent()
                        && !row.number("State").equals(Optional.of(DISABLED));
        var path = row.text("TaskPath").filter(p -> p.startsWith("\\"));
        return path.filter(_ -> starts)
                .flatMap(p -> row.text("TaskName").map(name -> p + name))
                .filter(name -> name.length() <= LONGEST)
                .map(name -> new Service(name, ofTask(path.orElse("")), Optional.empty()));
    }

    private static EnabledBy ofTask(String path) {
        return path.startsWith("\\Microsoft\\Windows\\")
                ? EnabledBy.VENDOR
                : EnabledBy.ADMINISTRATOR;
    }
}
