package dev.rollcall.server.device;

import java.net.InetAddress;
import java.util.Locale;

/** What kind of network an address belongs to: all that is kept of where a device was. */
public enum AddressKind {
    LOOPBACK,
    /** Of a site or a link: behind the same translation as the server, or beside it. */
    PRIVATE,
    PUBLIC;

    public static AddressKind of(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        }
        return address.isSiteLocalAddress() || address.isLinkLocalAddress() || uniqueLocal(address)
                ? PRIVATE
                : PUBLIC;
    }

    /** Of an address in digits, in brackets or not; names are not looked up. */
    public static AddressKind ofLiteral(String address) {
        return of(literal(address));
    }

    /** An address in digits, in brackets or not. */
    public static InetAddress literal(String address) {
        var bare = address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
        return InetAddress.ofLiteral(bare);
    }

    /** RFC 4193, which {@link InetAddress} does not know. */
    private static boolean uniqueLocal(InetAddress address) {
        var bytes = address.getAddress();
        return bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static AddressKind ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
