package dev.rollcall.common.inventory;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which serial numbers tell one machine from another, and when two are the same. Many boards leave
 * the factory with a placeholder in that field, which thousands of machines then share. Pure.
 */
public final class SerialNumbers {

    /** Of one, in characters. */
    public static final int LONGEST = 120;

    /** As {@link #normal} writes them. */
    private static final Set<String> PLACEHOLDERS =
            Set.of(
                    "TO BE FILLED BY O.E.M.",
                    "TO BE FILLED BY O.E.M",
                    "TO BE FILLED BY OEM",
                    "DEFAULT STRING",
                    "DEFAULT",
                    "SYSTEM SERIAL NUMBER",
                    "CHASSIS SERIAL NUMBER",
                    "BASE BOARD SERIAL NUMBER",
                    "BOARD SERIAL NUMBER",
                    "SYSTEM MANUFACTURER",
                    "SYSTEM PRODUCT NAME",
                    "SERIAL NUMBER",
                    "SERIAL",
                    "SERNUM",
                    "NOT SPECIFIED",
                    "NOT APPLICABLE",
                    "NOT AVAILABLE",
                    "NOT DEFINED",
                    "NOT PROVIDED",
                    "NOT SETTABLE",
                    "NO ASSET TAG",
                    "ASSET TAG",
                    "UNSPECIFIED",
                    "UNDEFINED",
                    "UNKNOWN",
                    "INVALID",
                    "STANDARD",
                    "EMPTY",
                    "NONE",
                    "NULL",
                    "N/A",
                    "NA",
                    "OEM",
                    "O.E.M.",
                    "123456789",
                    "1234567890",
                    "0123456789",
                    "12345678",
                    "123456",
                    "0123456789ABCDEF",
                    "03000200-0400-0500-0006-000700080009",
                    "00020003-0004-0005-0006-000700080009");

    /** Nothing but one character, over and over, with or without what divides a UUID. */
    private static final Pattern ONE_CHARACTER = Pattern.compile("([^- .:])(\\1|[- .:])*");

    private static final int SHORTEST = 3;

    private SerialNumbers() {}

    /** What is compared and kept: no white space at the ends or twice inside, and capitals. */
    public static String normal(String serial) {
        return serial.strip().replaceAll("\\s+", " ").toUpperCase(Locale.ROOT);
    }

    /** Whether it says nothing about which machine it is: it never matches anything. */
    public static boolean isJunk(String serial) {
        var normal = normal(serial);
        return normal.length() < SHORTEST
                || normal.chars().noneMatch(Character::isLetterOrDigit)
                || PLACEHOLDERS.contains(normal)
                || ONE_CHARACTER.matcher(normal).matches();
    }
}
