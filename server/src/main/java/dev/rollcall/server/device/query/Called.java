package dev.rollcall.server.device.query;

import dev.rollcall.server.device.query.FleetRow.Facts;
import dev.rollcall.server.device.query.FleetRow.Registry;
import org.jspecify.annotations.Nullable;

/**
 * All that a device, its sticker or who signs in to it is called, folded, in one text: a word that
 * somebody looks for is compared with every device, and following each name to where it stands
 * takes longer than comparing it. No name has the line break that parts them.
 */
final class Called {

    private static final int[] FACTS = FactNumbers.of(FactNames.CALLED);
    private static final char BREAK = '\n';

    private Called() {}

    static String of(Registry registry, Facts facts) {
        var names = new StringBuilder();
        add(names, registry.hostname());
        add(names, registry.serial());
        add(names, registry.label());
        add(names, registry.tag());
        for (int number : FACTS) {
            facts.any(
                    number,
                    value -> {
                        if (value instanceof String text) {
                            add(names, text);
                        }
                        return false;
                    });
        }
        return names.toString();
    }

    private static void add(StringBuilder names, @Nullable String name) {
        if (name == null) {
            return;
        }
        if (!names.isEmpty()) {
            names.append(BREAK);
        }
        names.append(TextPattern.fold(name.replace(BREAK, ' ')));
    }

    /** Whether one of the names matches. */
    static boolean matches(TextPattern pattern, String names) {
        if (names.isEmpty()) {
            return false;
        }
        var within = pattern.within();
        if (within != null && within.indexOf(BREAK) < 0) {
            return names.contains(within);
        }
        int from = 0;
        for (int to = names.indexOf(BREAK); to >= 0; to = names.indexOf(BREAK, from)) {
            if (pattern.matches(names.substring(from, to))) {
                return true;
            }
            from = to + 1;
        }
        return pattern.matches(names.substring(from));
    }
}
