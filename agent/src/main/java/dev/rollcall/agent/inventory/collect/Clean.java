package dev.rollcall.agent.inventory.collect;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Makes text from hardware, firmware and packages safe to send, and drops what says nothing. */
public final class Clean {

    static final int MAX_LENGTH = 200;

    /** What makers leave in firmware fields that they did not fill in; compared in lower case. */
    private static final Set<String> PLACEHOLDERS =
            Set.of(
                    "to be filled by o.e.m.",
                    "to be filled by o.e.m",
                    "to be filled by oem",
                    "default string",
                    "system serial number",
                    "system product name",
                    "system manufacturer",
                    "system version",
                    "chassis serial number",
                    "chassis asset tag",
                    "base board serial number",
                    "base board asset tag",
                    "board serial number",
                    "base board manufacturer",
                    "base board product name",
                    "system family",
                    "system sku",
                    "system sku number",
                    "sku number",
                    "sku",
                    "type1family",
                    "type1sku0",
                    "asset tag",
                    "asset-1234567890",
                    "no asset tag",
                    "no asset information",
                    "no asset tag specified",
                    "not specified",
                    "not applicable",
                    "not available",
                    "not defined",
                    "not settable",
                    "not provided",
                    "none",
                    "null",
                    "n/a",
                    "na",
                    "oem",
                    "o.e.m.",
                    "empty",
                    "unknown",
                    "undefined",
                    "unspecified",
                    "invalid",
                    "standard",
                    "serial",
                    "serial number",
                    "sernum",
                    "123456789",
                    "1234567890",
                    "0123456789",
                    "0123456789abcdef");

    private Clean() {}

    /**
     * Without control, formatting and direction characters, white space collapsed, at most 200
     * characters; empty if nothing is left.
     */
    public static Optional<String> text(String raw) {
        var out = new StringBuilder(Math.min(raw.length(), MAX_LENGTH));
        boolean gap = false;
        int at = 0;
        while (at < raw.length() && out.length() < MAX_LENGTH - 1) {
            int c = raw.codePointAt(at);
            at += Character.charCount(c);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                gap = !out.isEmpty();
            } else if (visible(c)) {
                if (gap) {
                    out.append(' ');
                    gap = false;
                }
                out.appendCodePoint(c);
            }
        }
        return out.isEmpty() ? Optional.empty() : Optional.of(out.toString());
    }

    /** Like {@link #text}, and empty for what makers leave in a field that they did not fill in. */
    public static Optional<String> maker(String raw) {
        return text(raw).filter(t -> !placeholder(t));
    }

    private static boolean placeholder(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        return PLACEHOLDERS.contains(lower) || isOneCharacterRepeated(lower);
    }

    /** As in "0", "00000000", "xxxxxxx", "........" and "ffff-ffff". */
    private static boolean isOneCharacterRepeated(String text) {
        var letters = text.replace("-", "").replace(" ", "");
        if (letters.length() == 1) {
            return !Character.isLetter(letters.charAt(0)) || letters.equals("x");
        }
        return letters.chars().distinct().count() <= 1;
    }

    private static boolean visible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> c != 0xfffd;
        };
    }
}
