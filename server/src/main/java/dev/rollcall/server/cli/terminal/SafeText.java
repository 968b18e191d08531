package dev.rollcall.server.cli.terminal;

/**
 * Makes hostile text harmless for a terminal: what moves the cursor, changes colors, reorders
 * letters or starts a new line is shown as its number instead.
 */
public final class SafeText {

    private SafeText() {}

    /** One line in which every character is visible. */
    public static String line(String text) {
        var safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(c, safe, false));
        return safe.toString();
    }

    /** Like {@link #line} for text of many lines: line ends and tabs stay. */
    public static String lines(String text) {
        var safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(c, safe, true));
        return safe.toString();
    }

    private static void append(int c, StringBuilder safe, boolean manyLines) {
        if (manyLines && (c == '\n' || c == '\t')) {
            safe.appendCodePoint(c);
        } else if (!dangerous(c)) {
            safe.appendCodePoint(c);
        } else if (c < 0x100) {
            safe.append("\\x%02x".formatted(c));
        } else {
            safe.append("\\u{%x}".formatted(c));
        }
    }

    private static boolean dangerous(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.PRIVATE_USE
                || type == Character.UNASSIGNED
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
