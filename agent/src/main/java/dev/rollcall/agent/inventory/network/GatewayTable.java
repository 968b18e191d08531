package dev.rollcall.agent.inventory.network;

import dev.rollcall.agent.inventory.network.Attachment.Gateways;
import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The gateways of each interface by their hardware addresses, as the kernel has them in its routes
 * and in what it learned by ARP. Of IPv6 no file tells as much.
 */
final class GatewayTable {

    private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{1,8}");
    private static final String NO_MAC = "00:00:00:00:00:00";
    private static final int UP_BY_GATEWAY = 0x3;
    private static final int COMPLETE = 0x2;
    private static final int MAX_ROUTES = 10_000;

    private GatewayTable() {}

    /** By the name of the interface. */
    static Map<String, Gateways> read(DeviceFiles files) throws IOException {
        return of(files.lines("/proc/net/route"), files.lines("/proc/net/arp"));
    }

    /** Pure. Lines that make no sense are passed over. */
    static Map<String, Gateways> of(List<String> routes, List<String> arp) {
        var learned = learned(arp);
        var gateways = new TreeMap<String, Gateways>();
        routed(routes)
                .forEach((name, addresses) -> {
                    var hardware = new HashSet<String>();
                    for (var address : addresses) {
                        var mac = learned.get(name + " " + address);
                        if (mac != null) {
                            hardware.add(mac);
                        }
                    }
                    gateways.put(name, new Gateways(hardware, hardware.size() < addresses.size()));
                });
        return gateways;
    }

    private static Map<String, Set<String>> routed(List<String> routes) {
        var byInterface = new HashMap<String, Set<String>>();
        for (var line : routes.stream().limit(MAX_ROUTES).toList()) {
            var words = line.strip().split("\\s+", 5);
            if (words.length == 5
                    && HEX.matcher(words[2]).matches()
                    && HEX.matcher(words[3]).matches()
                    && (Long.parseLong(words[3], 16) & UP_BY_GATEWAY) == UP_BY_GATEWAY) {
                byInterface
                        .computeIfAbsent(words[0], _ -> new HashSet<>())
                        .add(dotted(Long.parseLong(words[2], 16)));
            }
        }
        return byInterface;
    }

    /** The kernel prints the four bytes as one number, on machines that begin with the lowest. */
    private static String dotted(long number) {
        return "%d.%d.%d.%d"
                .formatted(
                        number & 0xff,
                        number >> 8 & 0xff,
                        number >> 16 & 0xff,
                        number >> 24 & 0xff);
    }

    /** Hardware addresses by interface and address. */
    private static Map<String, String> learned(List<String> arp) {
        var learned = new HashMap<String, String>();
        for (var line : arp.stream().limit(MAX_ROUTES).toList()) {
            var words = line.strip().split("\\s+", -1);
            if (words.length == 6
                    && words[2].startsWith("0x")
                    && HEX.matcher(words[2].substring(2)).matches()
                    && (Long.parseLong(words[2].substring(2), 16) & COMPLETE) != 0
                    && MAC.matcher(words[3]).matches()
                    && !words[3].equals(NO_MAC)) {
                learned.put(words[5] + " " + words[0], words[3]);
            }
        }
        return learned;
    }
}
