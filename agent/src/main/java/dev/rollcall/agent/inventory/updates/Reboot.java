package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.packages.Kernels;
import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the device must restart for its updates to take effect.
 *
 * @param needed absent when nothing asks for it and no kernel could be compared: that file alone,
 *     not being there, proves nothing
 */
record Reboot(Optional<Boolean> needed, List<String> reasons) {

    private static final int MAX_REASONS = 20;

    Reboot {
        reasons = List.copyOf(reasons);
    }

    static Reboot read(DeviceFiles files) throws IOException {
        var packages =
                files.lines("/run/reboot-required.pkgs").stream()
                        .flatMap(line -> Clean.text(line).stream())
                        .distinct()
                        .sorted()
                        .limit(MAX_REASONS)
                        .toList();
        return decide(files.exists("/run/reboot-required"), packages, Kernels.read(files));
    }

    static Reboot decide(boolean asked, List<String> packages, Kernels kernels) {
        var reasons = new ArrayList<String>();
        kernels.newer()
                .ifPresent(newer ->
                        reasons.add(
                                "kernel "
                                        + newer
                                        + " is installed, "
                                        + kernels.running().orElse("")
                                        + " runs"));
        if (asked) {
            packages.forEach(name -> reasons.add("asked for by " + name));
            if (packages.isEmpty()) {
                reasons.add("asked for by an update");
            }
        }
        if (!reasons.isEmpty()) {
            return new Reboot(Optional.of(true), reasons);
        }
        return new Reboot(kernels.comparable() ? Optional.of(false) : Optional.empty(), List.of());
    }
}
