package dev.rollcall.agent.inventory.disks;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/** Which block devices the system itself lies on: root, what it starts from, homes and swap. */
public final class SystemDisks {

    private SystemDisks() {}

    /** By the kernel's names, partitions and what is layered over them, too. */
    public static Set<String> names(DeviceFiles files) throws IOException {
        var devices = new BlockDevices(files);
        var names = new TreeSet<String>();
        for (var mount : Mounts.all(files)) {
            if (Mounts.isAbove("/boot", mount.mountPoint())
                    || Set.of("/", "/home").contains(mount.mountPoint())) {
                var folder = devices.folder(mount);
                if (folder.isPresent()) {
                    names.addAll(devices.layers(folder.get()));
                }
            }
        }
        for (var line : files.lines("/proc/swaps")) {
            var folder = devices.folder(line.split("\\s+", 2)[0]);
            if (folder.isPresent()) {
                names.addAll(devices.layers(folder.get()));
            }
        }
        return names;
    }
}
