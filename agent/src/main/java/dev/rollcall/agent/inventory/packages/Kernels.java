package dev.rollcall.agent.inventory.packages;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.DebianVersion;
import dev.rollcall.common.inventory.RpmVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The kernel that runs and the kernels that are installed.
 *
 * @param installed oldest first
 * @param order of versions in the package system that brought the kernels
 */
public record Kernels(Optional<String> running, List<String> installed, Comparator<String> order) {

    private static final Pattern FLAVOR = Pattern.compile("-([a-z].*)$");
    private static final int MAX_KERNELS = 100;

    public Kernels {
        installed = List.copyOf(installed);
    }

    public static Kernels read(DeviceFiles files) throws IOException {
        var found = new TreeSet<String>();
        for (var name : files.names("/boot")) {
            if (name.startsWith("vmlinuz-") && !name.contains("rescue")) {
                Clean.text(name.substring("vmlinuz-".length())).ifPresent(found::add);
            }
        }
        for (var folder : List.of("/usr/lib/modules", "/lib/modules")) {
            for (var name : files.names(folder)) {
                if (files.exists(folder + "/" + name + "/vmlinuz")) {
                    Clean.text(name).ifPresent(found::add);
                }
            }
        }
        var installed = new ArrayList<>(found);
        var order =
                RpmDatabase.present(files) && !files.exists(DpkgStatus.FILE)
                        ? RpmVersion.TEXT_ORDER
                        : DebianVersion.TEXT_ORDER;
        installed.sort(order);
        var running = files.fact("/proc/sys/kernel/osrelease").flatMap(Clean::text);
        return new Kernels(
                running,
                installed.subList(Math.max(0, installed.size() - MAX_KERNELS), installed.size()),
                order);
    }

    /**
     * A kernel newer than the running one that a restart would bring, of the same flavor (an rt
     * kernel beside a generic one is a choice, not an update).
     */
    public Optional<String> newer() {
        if (running.isEmpty()) {
            return Optional.empty();
        }
        var current = running.get();
        return installed.stream()
                .filter(kernel -> flavor(kernel).equals(flavor(current)))
                .filter(kernel -> order.compare(kernel, current) > 0)
                .reduce((older, newer) -> newer);
    }

    /** Whether the running kernel is one of those installed, so that comparing means something. */
    public boolean comparable() {
        return running.filter(installed::contains).isPresent();
    }

    private static String flavor(String kernel) {
        var matcher = FLAVOR.matcher(kernel);
        return matcher.find() ? matcher.group(1) : "";
    }
}
