package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.NetworkSection;
import dev.rollcall.common.inventory.NetworkSection.Duplex;
import dev.rollcall.common.inventory.NetworkSection.Interface;
import dev.rollcall.common.inventory.NetworkSection.LinkType;
import dev.rollcall.common.inventory.SectionKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the network interfaces: every physical one, and virtual ones that have an address and do
 * not come and go with containers.
 */
final class NetworkCollector implements Collector {

    private static final String NET = "/sys/class/net/";
    private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
    private static final Pattern PASSING = Pattern.compile("lo|(veth|vnet|docker|br-|virbr|lxc).*");
    private static final String NO_MAC = "00:00:00:00:00:00";
    private static final Optional<String> SET_BY_SOFTWARE = Optional.of("3");
    private static final int MAX_INTERFACES = 64;
    private static final int LOCALLY_ADMINISTERED = 0x02;
    private static final int LARGEST_MTU = 1 << 20;

    private final DeviceFiles files;
    private final PlacedFacts placed;

    NetworkCollector(DeviceFiles files, PlacedFacts placed) {
        this.files = files;
        this.placed = placed;
    }

    @Override
    public SectionKind kind() {
        return NetworkSection.KIND;
    }

    @Override
    public Collected collect() throws IOException {
        if (!files.isFolder(NET)) {
            throw new IOException(NET + " cannot be read");
        }
        var said = placed.read();
        var interfaces = new ArrayList<Interface>();
        for (var name : files.names(NET)) {
            var local = said.addressesOf(name);
            boolean physical = files.exists(NET + name + "/device");
            boolean lasting = !local.isEmpty() && !PASSING.matcher(name).matches();
            if ((physical || lasting) && interfaces.size() < MAX_INTERFACES) {
                var adapter = NetworkAdapter.of(files, NET + name);
                Clean.text(name)
                        .map(clean -> adapter.behind(one(clean, name, local)))
                        .map(one -> one.setUp(mtu(name), duplex(name), said.dhcpOf(name)))
                        .ifPresent(interfaces::add);
            }
        }
        return Collected.of(new NetworkSection(interfaces, said.nameServers()));
    }

    private Interface one(String cleanName, String name, List<String> local) {
        var folder = NET + name;
        var type = type(folder);
        return new Interface(
                cleanName,
                Optional.of(type),
                mac(folder, type),
                local,
                up(folder),
                files.number(folder + "/speed")
                        .filter(s -> s > 0 && s <= 10_000_000)
                        .map(Long::intValue));
    }

    private Optional<Integer> mtu(String name) {
        return files.number(NET + name + "/mtu")
                .filter(bytes -> bytes > 0 && bytes <= LARGEST_MTU)
                .map(Long::intValue);
    }

    private Optional<Duplex> duplex(String name) {
        return files.fact(NET + name + "/duplex")
                .flatMap(word ->
                        switch (word) {
                            case "half" -> Optional.of(Duplex.HALF);
                            case "full" -> Optional.of(Duplex.FULL);
                            default -> Optional.empty();
                        });
    }

    private LinkType type(String folder) {
        if (files.exists(folder + "/wireless") || files.exists(folder + "/phy80211")) {
            return LinkType.WIRELESS;
        }
        return files.exists(folder + "/device") ? LinkType.WIRED : LinkType.VIRTUAL;
    }

    /**
     * Wireless interfaces wear random addresses in public; such a one identifies nothing, and
     * changes. What was built in is said first.
     */
    private Optional<String> mac(String folder, LinkType type) {
        boolean set =
                type == LinkType.WIRELESS
                        && files.fact(folder + "/addr_assign_type").equals(SET_BY_SOFTWARE);
        return files.fact(folder + "/phy80211/macaddress")
                .filter(NetworkCollector::isMac)
                .or(() ->
                        files.fact(folder + "/address")
                                .filter(NetworkCollector::isMac)
                                .filter(mac -> !(set && isMadeUp(mac))));
    }

    private static boolean isMac(String text) {
        return MAC.matcher(text).matches() && !text.equals(NO_MAC);
    }

    private static boolean isMadeUp(String mac) {
        return (Integer.parseInt(mac.substring(0, 2), 16) & LOCALLY_ADMINISTERED) != 0;
    }

    private Optional<Boolean> up(String folder) {
        return switch (files.fact(folder + "/operstate").orElse("unknown")) {
            case "up" -> Optional.of(true);
            case "down", "lowerlayerdown", "notpresent" -> Optional.of(false);
            default -> files.fact(folder + "/carrier").map("1"::equals);
        };
    }
}
