package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.ServicesSection;
import dev.rollcall.common.inventory.ServicesSection.EnabledBy;
import dev.rollcall.common.inventory.ServicesSection.Service;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Lists the daemons that launchd(8) starts by itself, by the files that say so (launchd.plist(5)):
 * those that it starts when somebody asks for them come and go, and are not listed, as little as
 * what it starts for a person who signs in.
 */
final class LaunchdReader {

    private static final String LIBRARY = "/Library/LaunchDaemons";
    private static final String SYSTEM = "/System/Library/LaunchDaemons";
    private static final int MAX_SERVICES = 2_000;

    /** Any of them, and it is started without being asked for. */
    private static final List<String> TIMES =
            List.of("StartInterval", "StartCalendarInterval", "StartOnMount");

    private LaunchdReader() {}

    static ServicesSection read(DeviceFiles files, LaunchdJobs jobs)
            throws IOException, InterruptedException {
        if (!files.isFolder(LIBRARY) && !files.isFolder(SYSTEM)) {
            throw new IOException("there are no folders of launchd's");
        }
        var found = new TreeMap<String, Service>();
        for (var daemon : daemons(files, SYSTEM)) {
            // Apple's files are on every Mac, also of what only some models have
            var service = service(daemon, EnabledBy.VENDOR, jobs);
            service.filter(s -> jobs.loaded().isEmpty() || jobs.isLoaded(s.name()))
                    .ifPresent(s -> found.put(s.name(), s));
        }
        for (var daemon : daemons(files, LIBRARY)) {
            service(daemon, EnabledBy.ADMINISTRATOR, jobs)
                    .ifPresent(s -> found.putIfAbsent(s.name(), s));
        }
        return new ServicesSection(
                found.values().stream()
                        .sorted(Comparator.comparing(Service::name))
                        .limit(MAX_SERVICES)
                        .toList());
    }

    private static List<Fields> daemons(DeviceFiles files, String folder)
            throws IOException, InterruptedException {
        var found = Stream.<Fields>builder();
        for (var name : files.names(folder)) {
            if (name.endsWith(".plist")) {
                PropertyList.of(files, folder + "/" + name).ifPresent(found);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException(); // the time for it is over
            }
        }
        return found.build().toList();
    }

    private static Optional<Service> service(Fields daemon, EnabledBy by, LaunchdJobs jobs) {
        return daemon.raw("Label")
                .filter(label -> label.matches("[!-~]{1,200}"))
                .filter(_ -> startsByItself(daemon))
                .filter(label ->
                        !jobs.disabled()
                                .getOrDefault(label, daemon.truth("Disabled").orElse(false)))
                .map(label -> new Service(label, by, running(daemon, label, jobs)));
    }

    private static boolean startsByItself(Fields daemon) {
        return daemon.truth("RunAtLoad").orElse(false)
                || staysUp(daemon)
                || daemon.object("KeepAlive").node().isObject()
                || TIMES.stream().anyMatch(daemon::has);
    }

    /** Without conditions; OnDemand is what that was called before. */
    private static boolean staysUp(Fields daemon) {
        return daemon.truth("KeepAlive").orElse(false)
                || daemon.truth("OnDemand").equals(Optional.of(false));
    }

    /** Of others it changes all the time, by design. */
    private static Optional<Boolean> running(Fields daemon, String label, LaunchdJobs jobs) {
        return staysUp(daemon)
                ? jobs.loaded().map(_ -> jobs.running().contains(label))
                : Optional.empty();
    }
}
