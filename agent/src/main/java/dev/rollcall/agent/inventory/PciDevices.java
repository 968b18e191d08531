package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The devices on PCI, from /sys. */
final class PciDevices {

    static final String FOLDER = "/sys/bus/pci/devices/";

    private static final Pattern ID = Pattern.compile("(0x)?([0-9a-f]{4})");
    private static final int MOST = 100;

    private PciDevices() {}

    /**
     * One of them.
     *
     * @param id vendor and device, as in {@code 8086:5917}
     */
    record Found(String id, Optional<String> driver) {

        String vendor() {
            return id.substring(0, 4);
        }
    }

    /**
     * Those of some kinds, sorted by number.
     *
     * @param kinds how their class begins (PCI Code and ID Assignment), such as {@code 0x03}
     */
    static List<Found> of(DeviceFiles files, String... kinds) throws IOException {
        var found = new ArrayList<Found>();
        for (var name : files.names(FOLDER)) {
            var folder = FOLDER + name;
            var kind = files.fact(folder + "/class").orElse("");
            if (found.size() < MOST && List.of(kinds).stream().anyMatch(kind::startsWith)) {
                pair(files, folder + "/vendor", folder + "/device")
                        .map(id -> new Found(id, driver(files, folder)))
                        .ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparing(Found::id));
        return found;
    }

    /** The kernel's driver of a device on any bus. */
    static Optional<String> driver(DeviceFiles files, String folder) {
        return files.linkTarget(folder + "/driver").flatMap(Clean::text);
    }

    /** Two numbers of four hexadecimal digits, as of PCI and USB. */
    static Optional<String> pair(DeviceFiles files, String first, String second) {
        return id(files, first).flatMap(a -> id(files, second).map(b -> a + ":" + b));
    }

    private static Optional<String> id(DeviceFiles files, String file) {
        return files.fact(file).map(ID::matcher).filter(m -> m.matches()).map(m -> m.group(2));
    }
}
