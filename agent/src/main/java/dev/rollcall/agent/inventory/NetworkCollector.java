package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.AddressText;
import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.LocalAddresses;
import dev.rollcall.agent.platform.LocalAddresses.Address;
import dev.rollcall.common.inventory.NetworkSection;
import dev.rollcall.common.inventory.NetworkSection.Duplex;
import dev.rollcall.common.inventory.NetworkSection.Interface;
import dev.rollcall.common.inventory.NetworkSection.LinkType;
import dev.rollcall.common.inventory.SectionKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private static final int MAX_ADDRESSES = 32;
    private static final int TEMPORARY = 0x01;
    private static final int LARGEST_MTU = 1 << 20;

    private final DeviceFiles files;
    private final LocalAddresses addresses;

    NetworkCollector(DeviceFiles files, LocalAddresses addresses) {
        this.files = files;
        this.addresses = addresses;
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
        var byName = addresses.read();
        var temporary = temporaryAddresses();
        var interfaces = new ArrayList<Interface>();
        for (var name : files.names(NET)) {
            var local = texts(byName.getOrDefault(name, List.of()), temporary);
            boolean physical = files.exists(NET + name + "/device");
            boolean lasting = !local.isEmpty() && !PASSING.matcher(name).matches();
            if ((physical || lasting) && interfaces.size() < MAX_INTERFACES) {
                var adapter = NetworkAdapter.of(files, NET + name);
                var dhcp = DhcpLeases.gave(files, name, byName.getOrDefault(name, List.of()));
                Clean.text(name)
                        .map(clean -> adapter.behind(one(clean, name, local)))
                        .map(one -> one.setUp(mtu(name), duplex(name), dhcp))
                        .ifPresent(interfaces::add);
            }
        }
        return Collected.of(new NetworkSection(interfaces, nameServers(byName)));
    }

    private Optional<List<String>> nameServers(Map<String, List<Address>> byName) {
        var own = byName.values().stream().flatMap(List::stream).toList();
        return NameServers.configured(files).flatMap(all -> NameServers.mayBeSaid(all, own));
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

    /** Wireless interfaces wear random addresses in public; such a one identifies nothing. */
    private Optional<String> mac(String folder, LinkType type) {
        boolean random =
                type == LinkType.WIRELESS
                        && files.fact(folder + "/addr_assign_type").equals(SET_BY_SOFTWARE);
        return files.fact(folder + "/address")
                .filter(mac -> !random && MAC.matcher(mac).matches() && !mac.equals(NO_MAC));
    }

    private Optional<Boolean> up(String folder) {
        return switch (files.fact(folder + "/operstate").orElse("unknown")) {
            case "up" -> Optional.of(true);
            case "down", "lowerlayerdown", "notpresent" -> Optional.of(false);
            default -> files.fact(folder + "/carrier").map("1"::equals);
        };
    }

    private static List<String> texts(List<Address> addresses, Set<String> temporary) {
        return addresses.stream()
                .filter(a -> AddressText.isLocal(a.address()))
                .filter(a -> !temporary.contains(hex(a.address().getAddress())))
                .map(a -> AddressText.of(a.address()) + "/" + a.prefixLength())
                .sorted()
                .distinct()
                .limit(MAX_ADDRESSES)
                .toList();
    }

    /** IPv6 privacy addresses change by the day: they would change the section without meaning. */
    private Set<String> temporaryAddresses() throws IOException {
        var temporary = new HashSet<String>();
        for (var line : files.lines("/proc/net/if_inet6")) {
            var parts = line.strip().split("\\s+", -1);
            if (parts.length >= 6
                    && parts[4].matches("[0-9a-f]{1,4}")
                    && (Integer.parseInt(parts[4], 16) & TEMPORARY) != 0) {
                temporary.add(parts[0]);
            }
        }
        return temporary;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
