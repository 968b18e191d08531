package dev.rollcall.server.enrollment;

import java.net.InetAddress;
import java.util.Objects;

/**
 * The addresses that begin alike, IPv4 or IPv6, written with a prefix length (RFC 4632, RFC 4291):
 * {@code 10.4.0.0/16}, {@code 2001:db8:4::/48}. An address alone is a range of one.
 *
 * @param prefix how many bits decide
 */
public record AddressRange(InetAddress first, int prefix) {

    public AddressRange {
        Objects.requireNonNull(first, "first");
    }

    /** One that cannot be read, or has bits after its prefix, is an IllegalArgumentException. */
    public static AddressRange parse(String text) {
        var clean = text.strip();
        int slash = clean.indexOf('/');
        var first = InetAddress.ofLiteral(slash < 0 ? clean : clean.substring(0, slash));
        int most = first.getAddress().length * 8;
        int prefix = slash < 0 ? most : prefix(clean.substring(slash + 1), most);
        if (!ends(first.getAddress(), prefix)) {
            throw new IllegalArgumentException(
                    clean
                            + " names one address of its range: all bits after /"
                            + prefix
                            + " are 0");
        }
        return new AddressRange(first, prefix);
    }

    private static int prefix(String digits, int most) {
        if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > most) {
            throw new IllegalArgumentException("/" + digits + " is no prefix: /0 to /" + most);
        }
        return Integer.parseInt(digits);
    }

    /** Never one of the other family. */
    public boolean contains(InetAddress address) {
        var ours = first.getAddress();
        var theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            if (bit(ours, bit) != bit(theirs, bit)) {
                return false;
            }
        }
        return true;
    }

    private static boolean ends(byte[] address, int prefix) {
        for (int bit = prefix; bit < address.length * 8; bit++) {
            if (bit(address, bit)) {
                return false;
            }
        }
        return true;
    }

    private static boolean bit(byte[] address, int at) {
        return (address[at / 8] >> (7 - at % 8) & 1) == 1;
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + prefix;
    }
}
