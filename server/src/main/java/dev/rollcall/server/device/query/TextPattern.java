package dev.rollcall.server.device.query;

import java.util.List;
import java.util.Objects;

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

    public boolean matches(String value) {
        var folded = fold(value);
        if (!hasStar()) {
            return folded.equals(parts.getFirst());
        }
        var first = parts.getFirst();
        var last = parts.getLast();
        if (!folded.startsWith(first)
                || !folded.endsWith(last)
                || folded.length() < first.length() + last.length()) {
            return false;
        }
        int at = first.length();
        int end = folded.length() - last.length();
        for (var part : parts.subList(1, parts.size() - 1)) {
            int found = folded.indexOf(part, at);
            if (found < 0 || found + part.length() > end) {
                return false;
            }
            at = found + part.length();
        }
        return true;
    }

    static String fold(String text) {
        var folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            folded.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        return folded.toString();
    }
}
