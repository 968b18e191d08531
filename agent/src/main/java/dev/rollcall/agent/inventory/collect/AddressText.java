package dev.rollcall.agent.inventory.collect;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Says which addresses may be sent, and writes them in one form only. */
public final class AddressText {

    private record Range(String network, int bits) {}

    /** What IANA's special-purpose registries mark as not reachable from the whole Internet. */
    private static final List<Range> LOCAL =
            List.of(
                    new Range("10.0.0.0", 8),
                    new Range("172.16.0.0", 12),
                    new Range("192.168.0.0", 16),
                    new Range("100.64.0.0", 10),
                    new Range("169.254.0.0", 16),
                    new Range("192.0.2.0", 24),
                    new Range("198.51.100.0", 24),
                    new Range("203.0.113.0", 24),
                    new Range("198.18.0.0", 15),
                    new Range("fc00::", 7),
                    new Range("fe80::", 10),
                    new Range("2001:db8::", 32));

    private AddressText() {}

    /** Whether an address means something only on its own network; a public one tells where. */
    public static boolean isLocal(InetAddress address) {
        return LOCAL.stream()
                .anyMatch(r -> contains(InetAddress.ofLiteral(r.network), r.bits, address));
    }

    /**
     * Whether an address may be said wherever a device is. Half the homes have the same few of
     * IPv4; the prefix of a private one of IPv6 is made up once for one home, and would tell it
     * from all others, and what an interface gives itself may be another one in each network.
     */
    public static boolean mayBeSaidAnywhere(InetAddress address) {
        return address instanceof Inet4Address && isLocal(address);
    }

    /** Whether an address lies in a network of so many leading bits. */
    public static boolean contains(InetAddress network, int bits, InetAddress address) {
        byte[] a = network.getAddress();
        byte[] b = address.getAddress();
        if (a.length != b.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i & 7);
            if ((a[i >> 3] & mask) != (b[i >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** Dotted decimal, or the one form of RFC 5952 for IPv6; no scope. */
    public static String of(InetAddress address) {
        if (address instanceof Inet4Address) {
            return String.valueOf(address.getHostAddress());
        }
        byte[] bytes = address.getAddress();
        var groups = new ArrayList<Integer>();
        for (int i = 0; i < bytes.length; i += 2) {
            groups.add((bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff));
        }
        return compressed(groups);
    }

    private static String compressed(List<Integer> groups) {
        int bestStart = -1;
        int bestLength = 1; // a single zero is written out
        for (int i = 0; i < groups.size(); i++) {
            int length = 0;
            while (i + length < groups.size() && groups.get(i + length) == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
        }
        if (bestStart < 0) {
            return hex(groups);
        }
        return hex(groups.subList(0, bestStart))
                + "::"
                + hex(groups.subList(bestStart + bestLength, groups.size()));
    }

    private static String hex(List<Integer> groups) {
        return String.join(":", groups.stream().map(Integer::toHexString).toList());
    }
}
