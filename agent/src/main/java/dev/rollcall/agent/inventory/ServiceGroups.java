package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Whether a service has processes, by the group that systemd puts them in (cgroups(7)). */
final class ServiceGroups {

    /** Of version 2, of version 2 beside version 1, and of version 1. */
    private static final List<String> ROOTS =
            List.of(
                    "/sys/fs/cgroup/system.slice",
                    "/sys/fs/cgroup/unified/system.slice",
                    "/sys/fs/cgroup/systemd/system.slice");

    private ServiceGroups() {}

    /** Empty where the kernel shows no groups of systemd. */
    static Optional<Boolean> running(DeviceFiles files, String service) {
        for (var root : ROOTS) {
            if (files.isFolder(root)) {
                return Optional.of(populated(files, root + "/" + path(service)));
            }
        }
        return Optional.empty();
    }

    /** Instances of a template have a slice of their own, in whose name a dash is escaped. */
    private static String path(String service) {
        int at = service.indexOf('@');
        return at < 0
                ? service
                : "system-" + service.substring(0, at).replace("-", "\\x2d") + ".slice/" + service;
    }

    private static boolean populated(DeviceFiles files, String group) {
        try {
            var events = files.lines(group + "/cgroup.events");
            return events.isEmpty()
                    ? files.fact(group + "/cgroup.procs").isPresent()
                    : events.contains("populated 1");
        } catch (IOException e) {
            return false; // the group went away while it was read
        }
    }
}
