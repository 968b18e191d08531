package dev.rollcall.server.device.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A version, ordered number by number: 9 before 10, 12 and 12.0 alike, 1.0-rc1 before 1.0. The
 * ordering is about numbers, so it is not that of {@link #equals}.
 */
public record VersionText(String text) implements Comparable<VersionText> {

    public VersionText {
        Objects.requireNonNull(text, "text");
    }

    @Override
    public int compareTo(VersionText other) {
        var mine = pieces();
        var theirs = other.pieces();
        for (int i = 0; i < Math.max(mine.size(), theirs.size()); i++) {
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
