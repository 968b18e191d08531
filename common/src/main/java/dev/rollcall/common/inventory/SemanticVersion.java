package dev.rollcall.common.inventory;

import java.util.Comparator;

/**
 * The precedence of Semantic Versioning 2.0.0 (§11), for any text: there may be more or fewer than
 * three numbers, and those that are missing are 0. What follows + is not compared.
 */
public final class SemanticVersion {

    public static final Comparator<String> TEXT_ORDER = SemanticVersion::compare;

    private static final String ZERO = "0";

    private SemanticVersion() {}

    private static int compare(String a, String b) {
        var left = withoutBuild(a);
        var right = withoutBuild(b);
        int byNumbers = compareNumbers(release(left), release(right));
        return byNumbers != 0 ? byNumbers : comparePreReleases(preRelease(left), preRelease(right));
    }

    private static String withoutBuild(String text) {
        int plus = text.indexOf('+');
        var version = plus < 0 ? text : text.substring(0, plus);
        boolean prefixed = version.startsWith("v") && digits(version, 1) > 1;
        return prefixed ? version.substring(1) : version;
    }

    private static String release(String version) {
        int dash = version.indexOf('-');
        return dash < 0 ? version : version.substring(0, dash);
    }

    private static String preRelease(String version) {
        int dash = version.indexOf('-');
        return dash < 0 ? "" : version.substring(dash + 1);
    }

    /** Part by part; of each its number first, then what follows the number. */
    private static int compareNumbers(String a, String b) {
        var left = a.split("\\.");
        var right = b.split("\\.");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int order = comparePart(partAt(left, i), partAt(right, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static String partAt(String[] parts, int at) {
        return at < parts.length && !parts[at].isEmpty() ? parts[at] : ZERO;
    }

    private static int comparePart(String a, String b) {
        int endOfA = digits(a, 0);
        int endOfB = digits(b, 0);
        if (endOfA == 0 || endOfB == 0) {
            return endOfA == endOfB ? a.compareTo(b) : Boolean.compare(endOfA == 0, endOfB == 0);
        }
        int byNumber = compareDigits(a.substring(0, endOfA), b.substring(0, endOfB));
        return byNumber != 0 ? byNumber : a.substring(endOfA).compareTo(b.substring(endOfB));
    }

    /** None is after all. */
    private static int comparePreReleases(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return Boolean.compare(a.isEmpty(), b.isEmpty());
        }
        var left = a.split("\\.", -1);
        var right = b.split("\\.", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int order = compareIdentifiers(left[i], right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }

    /** Numbers before words. */
    private static int compareIdentifiers(String a, String b) {
        boolean numberA = isNumber(a);
        boolean numberB = isNumber(b);
        if (numberA && numberB) {
            return compareDigits(a, b);
        }
        return numberA == numberB ? a.compareTo(b) : Boolean.compare(numberB, numberA);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && digits(text, 0) == text.length();
    }

    /** Of any length. */
    private static int compareDigits(String a, String b) {
        var left = withoutZeros(a);
        var right = withoutZeros(b);
        return left.length() != right.length()
                ? Integer.compare(left.length(), right.length())
                : left.compareTo(right);
    }

    private static String withoutZeros(String digits) {
        int at = 0;
        while (at < digits.length() && digits.charAt(at) == '0') {
            at++;
        }
        return digits.substring(at);
    }

    /** Where the digits end that begin here. */
    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
