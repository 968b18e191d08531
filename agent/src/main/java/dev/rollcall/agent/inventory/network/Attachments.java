package dev.rollcall.agent.inventory.network;

import dev.rollcall.agent.inventory.network.Attachment.Gateways;
import dev.rollcall.agent.inventory.network.Attachment.Link;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.LocalAddresses;
import dev.rollcall.agent.platform.LocalAddresses.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads what the device is attached to, from a handful of small files and no program. */
final class Attachments {

    private static final String NET = "/sys/class/net/";
    private static final int MAX_INTERFACES = 256;
    private static final int MAX_ADDRESSES = 64;

    /** A VLAN on a bond in a bridge; more is nobody's school. */
    private static final int MAX_STACKED = 4;

    /** ARPHRD_NONE (tun, WireGuard), PPP, IPIP, IP6IP6, SIT, GRE and GRE over IPv6. */
    private static final Set<Long> TUNNELS = Set.of(65534L, 512L, 768L, 769L, 776L, 778L, 823L);

    /** They lie over hardware, and lead elsewhere. */
    private static final Set<String> OVERLAYS = Set.of("vxlan", "geneve", "wireguard", "ppp");

    private final DeviceFiles files;
    private final LocalAddresses addresses;

    Attachments(DeviceFiles files, LocalAddresses addresses) {
        this.files = files;
        this.addresses = addresses;
    }

    Attachment read() throws IOException {
        var byName = addresses.read();
        var gateways = GatewayTable.read(files);
        var links = new ArrayList<Link>();
        boolean tunneled = false;
        for (var name : files.names(NET).stream().limit(MAX_INTERFACES).toList()) {
            var given = given(byName.getOrDefault(name, List.of()));
            if (given.isEmpty() || !carries(name)) {
                continue;
            }
            if (isOwn(name, MAX_STACKED)) {
                links.add(new Link(given, gateways.getOrDefault(name, Gateways.NONE)));
            } else {
                tunneled |= isTunnel(name);
            }
        }
        return new Attachment(links, SearchDomains.read(files), tunneled);
    }

    /** What an interface gives itself without anybody's word is the same everywhere. */
    private static List<InetAddress> given(List<Address> addresses) {
        return addresses.stream()
                .map(Address::address)
                .filter(a -> !a.isLinkLocalAddress() && !a.isLoopbackAddress())
                .limit(MAX_ADDRESSES)
                .toList();
    }

    /** A fixed address stays on an interface whose cable is out. */
    private boolean carries(String name) {
        return switch (files.fact(NET + name + "/operstate").orElse("unknown")) {
            case "down", "lowerlayerdown", "notpresent" -> false;
            case "up" -> true;
            default -> files.number(NET + name + "/carrier").map(c -> c == 1).orElse(true);
        };
    }

    /** Hardware of the device, or a bridge, bond or VLAN over some. */
    private boolean isOwn(String name, int stacked) throws IOException {
        if (files.exists(NET + name + "/device")) {
            return true;
        }
        if (stacked == 0 || isTunnel(name)) {
            return false;
        }
        for (var below : files.names(NET + name)) {
            if (below.startsWith("lower_") && isOwn(below.substring(6), stacked - 1)) {
                return true;
            }
        }
        return false;
    }

    private boolean isTunnel(String name) throws IOException {
        return files.exists(NET + name + "/tun_flags")
                || files.number(NET + name + "/type").filter(TUNNELS::contains).isPresent()
                || files.lines(NET + name + "/uevent").stream()
                        .filter(line -> line.startsWith("DEVTYPE="))
                        .anyMatch(line -> OVERLAYS.contains(line.substring(8)));
    }
}
