package dev.rollcall.server.inventory.history;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What the members of a list are: their name for people, and by what one of them is known again.
 *
 * @param word such as "memory module"
 * @param identity of these fields the first that is there says which one it is
 * @param label of these the first that is there is how people name it
 * @param about what else is said when it comes or goes
 */
record Thing(String word, List<String> identity, List<String> label, List<String> about) {

    private static final Map<String, Thing> KNOWN =
            Map.ofEntries(
                    entry(
                            "hardware.memoryModules",
                            "memory module",
                            "serial slot",
                            "slot",
                            "bytes type manufacturer part"),
                    entry("hardware.disks", "disk", "serial name", "name", "model bytes medium"),
                    entry(
                            "hardware.batteries",
                            "battery",
                            "serial model",
                            "model serial",
                            "manufacturer"),
                    entry("hardware.raids", "software RAID", "name", "name", "level bytes"),
                    entry(
                            "volumes.volumes",
                            "volume",
                            "mountPoint",
                            "mountPoint",
                            "fileSystem bytes"),
                    entry("volumes.swaps", "swap area", "device", "device", "bytes"),
                    entry("network.interfaces", "network interface", "name", "name", "type mac"),
                    entry("patch-level.sources", "package source", "name", "name", "label"),
                    entry("local-users.users", "local account", "name", "name", ""),
                    entry("local-users.groups", "local group", "name", "name", ""),
                    entry("peripherals.graphics", "graphics adapter", "pciId", "vendor pciId", ""),
                    entry(
                            "peripherals.displays",
                            "display",
                            "serial model connector",
                            "model connector",
                            "serial"),
                    entry(
                            "peripherals.usb",
                            "USB device",
                            "usbId",
                            "product usbId",
                            "manufacturer"),
                    entry("peripherals.printers", "printer", "name", "name", "model"),
                    entry("peripherals.sound", "sound adapter", "pciId", "model pciId", ""),
                    entry(
                            "peripherals.opticalDrives",
                            "optical drive",
                            "name",
                            "model name",
                            "manufacturer"),
                    entry(
                            "peripherals.bluetooth",
                            "Bluetooth adapter",
                            "usbId",
                            "manufacturer usbId",
                            ""),
                    entry("browsers.browsers", "browser", "browser", "browser", ""),
                    entry("browsers.browsers.extensions", "extension", "id", "name id", "version"),
                    entry("services.services", "service", "name", "name", ""),
                    entry("packages", "package", "name", "name", "version"));

    private static final Thing OTHER =
            new Thing("entry", List.of("id", "name"), List.of("name", "id"), List.of());

    Thing {
        identity = List.copyOf(identity);
        label = List.copyOf(label);
        about = List.copyOf(about);
    }

    private static Map.Entry<String, Thing> entry(
            String list, String word, String identity, String label, String about) {
        return Map.entry(list, new Thing(word, words(identity), words(label), words(about)));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    /** What the members of the list with this name are. */
    static Thing in(String list) {
        return KNOWN.getOrDefault(list, OTHER);
    }

    /** By what it is known again; of one that nothing names, all that it says. */
    String identity(JsonNode member) {
        return first(member, identity).orElseGet(member::toString);
    }

    Optional<String> label(JsonNode member) {
        return first(member, label);
    }

    /** What else it says of itself, in one line. */
    Optional<String> about(JsonNode member) {
        var said =
                about.stream()
                        .filter(field -> member.path(field).isValueNode())
                        .map(field -> Values.of(field, member.path(field)))
                        .collect(Collectors.joining(" "));
        return said.isEmpty() ? Optional.empty() : Optional.of(said);
    }

    private static Optional<String> first(JsonNode member, List<String> fields) {
        return fields.stream()
                .map(member::path)
                .filter(JsonNode::isValueNode)
                .map(JsonNode::asString)
                .filter(text -> !text.isEmpty())
                .findFirst();
    }
}
