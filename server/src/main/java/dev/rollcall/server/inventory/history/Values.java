package dev.rollcall.server.inventory.history;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Values and names of facts as people read them. */
final class Values {

    private static final long UNIT = 1024;
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

    private Values() {}

    /** A size with its unit; yes and no in words; everything else as it is. */
    static String of(String fact, JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue() ? "yes" : "no";
        }
        if (value.isIntegralNumber() && fact.toLowerCase(Locale.ROOT).endsWith("bytes")) {
            return size(value.longValue());
        }
        return value.asString();
    }

    private static String size(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= UNIT && unit < UNITS.size() - 1) {
            amount /= UNIT;
            unit++;
        }
        var number = String.format(Locale.ROOT, "%.1f", amount);
        return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number)
                + " "
                + UNITS.get(unit);
    }

    /** The last part of a name in words: firmwareVersion is "firmware version". */
    static String name(String fact) {
        var last = fact.substring(fact.lastIndexOf('.') + 1);
        var words = new StringBuilder();
        for (int i = 0; i < last.length(); i++) {
            char c = last.charAt(i);
            if (Character.isUpperCase(c)) {
                words.append(' ').append(Character.toLowerCase(c));
            } else {
                words.append(c);
            }
        }
        return words.toString();
    }
}
