package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.LocalAddresses.Address;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether an interface wears an address that DHCP gave it, by the leases that NetworkManager,
 * systemd-networkd and dhclient note. Nothing but the address is taken from a lease.
 */
final class DhcpLeases {

    private static final String NET = "/sys/class/net/";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,15}");
    private static final Pattern ADDRESS =
            Pattern.compile("(?:ADDRESS=|\\s*fixed-address )(\\d{1,3}(?:\\.\\d{1,3}){3});?");
    private static final Pattern CONNECTION =
            Pattern.compile("connection-uuid=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    private DhcpLeases() {}

    /**
     * No where one of the two managers set the interface up, and noted no lease; empty where nobody
     * says how it came to its address, and where it has none.
     */
    static Optional<Boolean> gave(DeviceFiles files, String name, List<Address> addresses)
            throws IOException {
        var worn =
                addresses.stream()
                        .map(Address::address)
                        .filter(Inet4Address.class::isInstance)
                        .map(address -> address.getHostAddress())
                        .collect(Collectors.toSet());
        if (worn.isEmpty() || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        boolean set = isIn(files, "/var/lib/dhcp/dhclient." + name + ".leases", worn);
        boolean managed = false;
        var index = files.number(NET + name + "/ifindex");
        if (index.isPresent()) {
            var connection = connection(files, index.get());
            if (connection.isPresent()) {
                var noted = "-" + connection.get() + "-" + name + ".lease";
                set |= isIn(files, "/var/lib/NetworkManager/internal" + noted, worn);
                set |= isIn(files, "/var/lib/NetworkManager/dhclient" + noted, worn);
            }
            set |= isIn(files, "/run/systemd/netif/leases/" + index.get(), worn);
            managed = connection.isPresent() || isNetworkd(files, index.get());
        }
        return set || managed ? Optional.of(set) : Optional.empty();
    }

    /** That NetworkManager has up on the interface. */
    private static Optional<String> connection(DeviceFiles files, long index) throws IOException {
        return lines(files, "/run/NetworkManager/devices/" + index)
                .map(CONNECTION::matcher)
                .filter(line -> line.matches())
                .map(line -> line.group(1))
                .findFirst();
    }

    private static boolean isNetworkd(DeviceFiles files, long index) throws IOException {
        return lines(files, "/run/systemd/netif/links/" + index)
                .anyMatch(line -> line.startsWith("NETWORK_FILE=/"));
    }

    private static boolean isIn(DeviceFiles files, String lease, Set<String> worn)
            throws IOException {
        return lines(files, lease)
                .map(ADDRESS::matcher)
                .anyMatch(line -> line.matches() && worn.contains(line.group(1)));
    }

    private static Stream<String> lines(DeviceFiles files, String path) throws IOException {
        return files.head(path, 64 * 1024).stream().flatMap(String::lines);
    }
}
