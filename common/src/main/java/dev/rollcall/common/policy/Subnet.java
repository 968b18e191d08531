package dev.rollcall.common.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The addresses of a network that begin alike, IPv4 or IPv6, written with a prefix length: {@code
 * 10.20.0.0/16}, {@code 2001:db8:20::/48}.
 *
 * @param bits how many of an address decide
 */
public record Subnet(InetAddress first, int bits) {

    private static final Pattern FOUR =
            Pattern.compile("(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})/(\\d{1,3})");
    private static final Pattern SIX = Pattern.compile("([0-9a-fA-F:]{2,39})/(\\d{1,3})");

    /** No district has more than a regional registry gives to a provider. */
    private static final int WIDEST_FOUR = 8;

    private static final int WIDEST_SIX = 24;

    /** Used in many places at once: RFC 1918, RFC 6598, RFC 4193. */
    private static final List<Subnet> PRIVATE =
            List.of(
                    known("10.0.0.0", 8),
                    known("172.16.0.0", 12),
                    known("192.168.0.0", 16),
                    known("100.64.0.0", 10),
                    known("fc00::", 7));

    public Subnet {
        Objects.requireNonNull(first, "first");
    }

    private static Subnet known(String first, int bits) {
        return new Subnet(InetAddress.ofLiteral(first), bits);
    }

    /** What is not one, or could be everywhere, is an IllegalArgumentException that says why. */
    public static Subnet parse(String text) {
        var four = FOUR.matcher(text);
        var six = SIX.matcher(text);
        if (four.matches()) {
            return of(text, literal(four.group(1), text), Integer.parseInt(four.group(2)));
        }
        if (six.matches()) {
            return of(text, literal(six.group(1), text), Integer.parseInt(six.group(2)));
        }
        throw unreadable(text);
    }

    private static InetAddress literal(String address, String text) {
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw unreadable(text);
        }
    }

    private static Subnet of(String text, InetAddress first, int bits) {
        int most = first.getAddress().length * Byte.SIZE;
        int widest = most == 32 ? WIDEST_FOUR : WIDEST_SIX;
        if (bits < widest || bits > most) {
            throw new IllegalArgumentException(
                    "%s: a prefix of /%d to /%d expected".formatted(text, widest, most));
        }
        for (int bit = bits; bit < most; bit++) {
            if (bit(first, bit)) {
                throw new IllegalArgumentException(
                        text + " is one address of its subnet: all bits after /" + bits + " are 0");
            }
        }
        if (first.isAnyLocalAddress()
                || first.isLoopbackAddress()
                || first.isLinkLocalAddress()
                || first.isMulticastAddress()) {
            throw new IllegalArgumentException(text + " is on every device, and tells nothing");
        }
        return new Subnet(first, bits);
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException(
                "a subnet expected, such as 10.20.0.0/16 or 2001:db8:20::/48, but not \""
                        + (text.length() <= 60 ? text : text.substring(0, 60) + "…")
                        + "\"");
    }

    /** Never an address of the other family. */
    public boolean contains(InetAddress address) {
        if (first.getAddress().length != address.getAddress().length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (bit(first, bit) != bit(address, bit)) {
                return false;
            }
        }
        return true;
    }

    /** Whether homes, too, may have some of its addresses: then it proves nothing by itself. */
    public boolean isPrivate() {
        return PRIVATE.stream().anyMatch(p -> p.contains(first) || contains(p.first));
    }

    private static boolean bit(InetAddress address, int at) {
        return (address.getAddress()[at / 8] >> (7 - at % 8) & 1) == 1;
    }
}
