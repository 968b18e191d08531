package dev.rollcall.server.device.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Numbers for the names of facts that queries can ask about, in the order of the names. */
final class FactNumbers {

    private static final Map<String, Integer> NUMBERS = number();

    private FactNumbers() {}

    /** Or -1, where nothing asks about it. */
    static int of(String name) {
        return NUMBERS.getOrDefault(name, -1);
    }

    static int[] of(List<String> names) {
        return names.stream().mapToInt(FactNumbers::of).toArray();
    }

    private static Map<String, Integer> number() {
        var names =
                Stream.concat(
                                FactNames.all().stream()
                                        .flatMap(fact -> Stream.of(fact.name(), fact.witness())),
                                Stream.of(Field.values())
                                        .flatMap(field -> FactColumns.names(field).stream()))
                        .distinct()
                        .sorted()
                        .toList();
        var numbers = new HashMap<String, Integer>();
        names.forEach(name -> numbers.put(name, numbers.size()));
        return Map.copyOf(numbers);
    }
}
