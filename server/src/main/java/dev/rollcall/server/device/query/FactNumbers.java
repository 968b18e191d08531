package dev.rollcall.server.device.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Numbers for the names of facts that queries can ask about: the section's number, and behind it
 * one in the order of the names.
 */
final class FactNumbers {

    /** Facts of the inventory, by field; a field may have several texts. */
    private static final Map<Field, List<String>> FIELDS =
            Map.of(
                    Field.OS, List.of("operating-system.id", "operating-system.prettyName"),
                    Field.OS_VERSION, List.of("operating-system.version"),
                    Field.MEMORY, List.of("hardware.memoryBytes"),
                    Field.UPDATES, List.of("patch-level.pendingCount"),
                    Field.UPDATES_SECURITY, List.of("patch-level.pendingSecurityCount"),
                    Field.REBOOT, List.of("patch-level.rebootNeeded"));

    private static final int SECTION_SHIFT = 16;

    private static final Map<String, Integer> NUMBERS = number();

    private FactNumbers() {}

    /** Or -1, where nothing asks about it. */
    static int of(String name) {
        return NUMBERS.getOrDefault(name, -1);
    }

    static int[] of(List<String> names) {
        return names.stream().mapToInt(FactNumbers::of).toArray();
    }

    /** Those of a field that is in the inventory. */
    static int[] of(Field field) {
        return of(FIELDS.getOrDefault(field, List.of()));
    }

    /** The number of the section that it is in. */
    static int section(int number) {
        return number >>> SECTION_SHIFT;
    }

    private static Map<String, Integer> number() {
        var names =
                Stream.of(
                                FactNames.all().stream()
                                        .flatMap(fact -> Stream.of(fact.name(), fact.witness())),
                                FactNames.owed().stream()
                                        .flatMap(owed -> Stream.of(owed.lacking(), owed.count())),
                                FIELDS.values().stream().flatMap(List::stream))
                        .flatMap(named -> named)
                        .distinct()
                        .sorted()
                        .toList();
        var numbers = new HashMap<String, Integer>();
        names.forEach(name -> {
            int section = SectionNumbers.of(name.substring(0, name.indexOf('.')));
            numbers.put(name, section << SECTION_SHIFT | numbers.size());
        });
        return Map.copyOf(numbers);
    }
}
