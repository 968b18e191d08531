package dev.rollcall.common.inventory;

import java.util.Comparator;

/** The order of Debian package versions (Debian Policy 5.6.12). */
public record DebianVersion(long epoch, String upstream, String revision)
        implements Comparable<DebianVersion> {

    /** Orders the written forms. */
    public static final Comparator<String> TEXT_ORDER = Comparator.comparing(DebianVersion::parse);

    /** Reads any text: one whose epoch makes no sense has none. */
    public static DebianVersion parse(String text) {
        int colon = text.indexOf(':');
        long epoch = 0;
        var rest = text;
        if (colon > 0 && colon <= 10 && text.chars().limit(colon).allMatch(DebianVersion::digit)) {
            epoch = Long.parseLong(text.substring(0, colon));
            rest = text.substring(colon + 1);
        }
        int dash = rest.lastIndexOf('-');
        return dash < 0
                ? new DebianVersion(epoch, rest, "")
                : new DebianVersion(epoch, rest.substring(0, dash), rest.substring(dash + 1));
    }

    @Override
    public int compareTo(DebianVersion other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        if (byEpoch != 0) {
            return byEpoch;
        }
        int byUpstream = compareParts(upstream, other.upstream);
        return byUpstream != 0 ? byUpstream : compareParts(revision, other.revision);
    }

    /**
     * By turns a stretch without digits, letters before other signs and ~ before all, and a number.
     */
    private static int compareParts(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() || j < b.length()) {
            while (nonDigitAt(a, i) || nonDigitAt(b, j)) {
                int order = Integer.compare(weight(a, i), weight(b, j));
                if (order != 0) {
                    return order;
                }
                i++;
                j++;
            }
            i = skipZeros(a, i);
            j = skipZeros(b, j);
            int firstDifference = 0;
            while (digitAt(a, i) && digitAt(b, j)) {
                if (firstDifference == 0) {
                    firstDifference = Character.compare(a.charAt(i), b.charAt(j));
                }
                i++;
                j++;
            }
            if (digitAt(a, i)) {
                return 1;
            }
            if (digitAt(b, j)) {
                return -1;
            }
            if (firstDifference != 0) {
                return firstDifference;
            }
        }
        return 0;
    }

    private static int skipZeros(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == '0') {
            at++;
        }
        return at;
    }

    private static int weight(String text, int at) {
        if (at >= text.length() || digit(text.charAt(at))) {
            return 0;
        }
        char c = text.charAt(at);
        if (c == '~') {
            return -1;
        }
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? c : c + 0x10000;
    }

    private static boolean nonDigitAt(String text, int at) {
        return at < text.length() && !digit(text.charAt(at));
    }

    private static boolean digitAt(String text, int at) {
        return at < text.length() && digit(text.charAt(at));
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }
}
