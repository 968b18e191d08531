package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the device's own list of PCI numbers, pci.ids, calls vendors and devices. Not every device
 * has one.
 */
final class PciNames {

    private static final List<String> FILES =
            List.of("/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids");

    /** Today's list has 1.4 million. */
    private static final int MAX_BYTES = 8 * 1024 * 1024;

    private static final int ID = 4;

    private final Map<String, String> names;

    private PciNames(Map<String, String> names) {
        this.names = names;
    }

    /**
     * Reads the names of some devices and their vendors, and no further than the last of them.
     *
     * @param ids vendor and device, as in {@code 8086:5917}
     */
    static PciNames of(DeviceFiles files, Collection<String> ids) {
        var wanted = new HashSet<>(ids);
        ids.forEach(id -> wanted.add(id.substring(0, ID)));
        return new PciNames(
                FILES.stream()
                        .filter(file -> !wanted.isEmpty() && files.exists(file))
                        .findFirst()
                        .map(file -> read(files, file, wanted))
                        .orElseGet(Map::of));
    }

    /** The vendor of a device. */
    Optional<String> vendor(String id) {
        return Optional.ofNullable(names.get(id.substring(0, ID)));
    }

    Optional<String> model(String id) {
        return Optional.ofNullable(names.get(id));
    }

    private static Map<String, String> read(DeviceFiles files, String file, Set<String> wanted) {
        try (var in = files.stream(file).orElseGet(InputStream::nullInputStream)) {
            return read(in, wanted);
        } catch (IOException e) {
            return Map.of(); // names are for convenience: the numbers stand without them
        }
    }

    /** Vendors begin a line; their devices follow after a tab, and of these the parts after two. */
    private static Map<String, String> read(InputStream in, Set<String> wanted) throws IOException {
        var names = new HashMap<String, String>();
        var vendor = "";
        var lines =
                new BufferedReader(
                        new InputStreamReader(
                                new ByteArrayInputStream(in.readNBytes(MAX_BYTES)),
                                StandardCharsets.UTF_8));
        for (var line = lines.readLine();
                line != null && !wanted.isEmpty();
                line = lines.readLine()) {
            int start = line.startsWith("\t") ? 1 : 0;
            if (line.length() > start + ID && "#\t".indexOf(line.charAt(start)) < 0) {
                var id = line.substring(start, start + ID);
                vendor = start == 0 ? id : vendor;
                var whole = start == 0 ? id : vendor + ":" + id;
                if (wanted.remove(whole)) {
                    Clean.maker(line.substring(start + ID)).ifPresent(n -> names.put(whole, n));
                }
            }
        }
        return names;
    }
}
