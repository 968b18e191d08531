package dev.rollcall.server.device.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A version, ordered number by number: 9 before 10, 12 and 12.0 alike, 1.0-rc1 before 1.0. Letters
 * that only one of two has at its end are no part of the order: 6.1.0-47 and 6.1.0-47-amd64 are
 * alike. The ordering is about numbers, so it is not that of {@link #equals}, and those that are
 * like a third one need not be like each other.
 */
public record VersionText(String text) implements Comparable<VersionText> {

    /** What is called so comes before what is not. */
    private static final Set<String> BEFORE =
            Set.of("rc", "beta", "alpha", "pre", "preview", "dev", "snapshot", "nightly");

    public VersionText {
        Objects.requireNonNull(text, "text");
    }

    @Override
    public int compareTo(VersionText other) {
        var mine = pieces();
        var theirs = other.pieces();
        int shared = Math.min(mine.size(), theirs.size());
        for (int i = 0; i < Math.max(mine.size(), theirs.size()); i++) {
            var longer = i < mine.size() ? mine : theirs;
            if (i >= shared && !isDigit(longer.get(i).charAt(0)) && !isEarly(longer.get(i))) {
                return 0;
            }
            int sign = compare(piece(mine, i), piece(theirs, i));
            if (sign != 0) {
                return sign;
            }
        }
        return 0;
    }

    /** A missing piece is the number 0; letters come before any number. */
    private static int compare(String a, String b) {
        boolean numberA = isDigit(a.charAt(0));
        boolean numberB = isDigit(b.charAt(0));
        if (numberA != numberB) {
            return numberA ? 1 : -1;
        }
        if (numberA && a.length() != b.length()) {
            return Integer.compare(a.length(), b.length());
        }
        return a.compareTo(b);
    }

    private static boolean isEarly(String letters) {
        return BEFORE.contains(letters);
    }

    private static String piece(List<String> pieces, int index) {
        return index < pieces.size() ? pieces.get(index) : "0";
    }

    /** Runs of digits without leading zeros, and runs of letters; everything else separates. */
    private List<String> pieces() {
        var pieces = new ArrayList<String>();
        int at = 0;
        while (at < text.length()) {
            int start = at;
            char first = text.charAt(at);
            if (isDigit(first)) {
                at = end(start, true);
                pieces.add(withoutLeadingZeros(text.substring(start, at)));
            } else if (Character.isLetter(first)) {
                at = end(start, false);
                pieces.add(TextPattern.fold(text.substring(start, at)));
            } else {
                at++;
            }
        }
        return pieces;
    }

    private int end(int start, boolean digits) {
        int at = start;
        while (at < text.length()
                && (digits ? isDigit(text.charAt(at)) : Character.isLetter(text.charAt(at)))) {
            at++;
        }
        return at;
    }

    private static String withoutLeadingZeros(String digits) {
        int at = 0;
        while (at < digits.length() - 1 && digits.charAt(at) == '0') {
            at++;
        }
        return digits.substring(at);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
