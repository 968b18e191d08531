package dev.rollcall.server.device.query;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text to match as a whole, in which {@code *} may stand for anything. A-Z and a-z are the same;
 * other letters are compared as they are.
 *
 * @param text as written, for people
 * @param parts the literal pieces between the stars, folded; one piece means no star
 */
public record TextPattern(String text, List<String> parts) {

    public TextPattern {
        Objects.requireNonNull(text, "text");
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a pattern has at least one part");
        }
    }

    /** Reads {@code *} as anything. */
    public static TextPattern of(String text) {
        return new TextPattern(text, List.of(fold(text).split("\\*", -1)));
    }

    /** Anything that has the text in it. */
    public static TextPattern containing(String text) {
        return of("*" + text + "*");
    }

    public boolean hasStar() {
        return parts.size() > 1;
    }

    /** What any match has in it, where nothing else is asked; folded. */
    @Nullable String within() {
        return parts.size() == 3 && parts.getFirst().isEmpty() && parts.getLast().isEmpty()
                ? parts.get(1)
                : null;
    }

    /** Without a copy of the value: a search asks this of every device. */
    public boolean matches(String value) {
        var first = parts.getFirst();
        if (!hasStar()) {
            return value.length() == first.length() && isAt(value, 0, first);
        }
        var last = parts.getLast();
        int end = value.length() - last.length();
        if (end < first.length() || !isAt(value, 0, first) || !isAt(value, end, last)) {
            return false;
        }
        int at = first.length();
        for (int i = 1; i < parts.size() - 1; i++) {
            var part = parts.get(i);
            int found = find(value, part, at, end);
            if (found < 0) {
                return false;
            }
            at = found + part.length();
        }
        return true;
    }

    /** Where the folded part begins first, wholly before the end; or -1. */
    private static int find(String value, String part, int from, int end) {
        for (int at = from; at + part.length() <= end; at++) {
            if (isAt(value, at, part)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isAt(String value, int at, String part) {
        for (int i = 0; i < part.length(); i++) {
            if (fold(value.charAt(at + i)) != part.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static char fold(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    static String fold(String text) {
        var folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            folded.append(fold(text.charAt(i)));
        }
        return folded.toString();
    }
}
