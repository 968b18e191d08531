package dev.rollcall.common.inventory;

import java.util.Comparator;

/**
 * The order that rpm gives to versions: runs of digits and of letters in turn, everything between
 * them ignored, a number after letters, ~ before and ^ after the end.
 */
public final class RpmVersion {

    public static final Comparator<String> TEXT_ORDER = RpmVersion::compare;

    private static final int TILDE = 0;
    private static final int END = 1;
    private static final int CARET = 2;
    private static final int PLAIN = 3;

    private RpmVersion() {}

    private static int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (true) {
            i = skipSeparators(a, i);
            j = skipSeparators(b, j);
            int special = Integer.compare(rank(a, i), rank(b, j));
            if (special != 0 || rank(a, i) == END) {
                return special;
            }
            if (rank(a, i) != PLAIN) {
                i++;
                j++;
                continue;
            }
            int endOfA = endOfRun(a, i);
            int endOfB = endOfRun(b, j);
            int order = compareRuns(a.substring(i, endOfA), b.substring(j, endOfB));
            if (order != 0) {
                return order;
            }
            i = endOfA;
            j = endOfB;
        }
    }

    private static int rank(String text, int at) {
        if (at == text.length()) {
            return END;
        }
        return switch (text.charAt(at)) {
            case '~' -> TILDE;
            case '^' -> CARET;
            default -> PLAIN;
        };
    }

    private static int compareRuns(String a, String b) {
        boolean number = digit(a.charAt(0));
        if (number != digit(b.charAt(0))) {
            return number ? 1 : -1;
        }
        if (!number) {
            return a.compareTo(b);
        }
        var left = a.replaceFirst("^0+", "");
        var right = b.replaceFirst("^0+", "");
        return left.length() != right.length()
                ? Integer.compare(left.length(), right.length())
                : left.compareTo(right);
    }

    private static int skipSeparators(String text, int from) {
        int at = from;
        while (at < text.length() && !letterOrDigit(text.charAt(at)) && rank(text, at) == PLAIN) {
            at++;
        }
        return at;
    }

    private static int endOfRun(String text, int from) {
        boolean number = digit(text.charAt(from));
        int at = from;
        while (at < text.length()
                && letterOrDigit(text.charAt(at))
                && digit(text.charAt(at)) == number) {
            at++;
        }
        return at;
    }

    private static boolean letterOrDigit(char c) {
        return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}
