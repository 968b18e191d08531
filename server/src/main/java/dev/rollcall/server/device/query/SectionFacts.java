package dev.rollcall.server.device.query;

import dev.rollcall.server.device.query.FactNames.Owed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a body says, for all devices that have it: facts by {@linkplain FactNumbers number}, in the
 * order of numbers; a value is a text or a number. Immutable.
 */
final class SectionFacts {

    static final SectionFacts NONE = new SectionFacts(new int[0], new Object[0]);

    private static final Map<String, List<Owed>> OWED =
            FactNames.owed().stream()
                    .collect(
                            Collectors.groupingBy(
                                    owed -> owed.name().substring(0, owed.name().indexOf('.'))));

    private final int[] names;
    private final Object[] values;

    private SectionFacts(int[] names, Object[] values) {
        this.names = names;
        this.values = values;
    }

    /** What queries can ask about, with texts and lists of names that are kept once. */
    static SectionFacts of(List<SectionContents.Leaf> leaves, SharedValues shared) {
        var asked = new ArrayList<Map.Entry<Integer, Object>>();
        for (var leaf : leaves) {
            int number = FactNumbers.of(leaf.name());
            if (number >= 0) {
                asked.add(
                        Map.entry(
                                number,
                                leaf.value() instanceof String text
                                        ? shared.word(text)
                                        : leaf.value()));
            }
        }
        lacking(leaves).forEach((number, many) -> asked.add(Map.entry(number, many)));
        // values of one name stay in their order
        asked.sort(Comparator.comparing(Map.Entry::getKey));
        return asked.isEmpty()
                ? NONE
                : new SectionFacts(
                        shared.shape(asked.stream().map(Map.Entry::getKey).toList()),
                        asked.stream().map(Map.Entry::getValue).toArray());
    }

    /** How many members of lists lack what they owe, by number. */
    private static Map<Integer, Long> lacking(List<SectionContents.Leaf> leaves) {
        if (leaves.isEmpty()) {
            return Map.of();
        }
        var first = leaves.getFirst().name();
        var owed = OWED.get(first.substring(0, first.indexOf('.')));
        if (owed == null) {
            return Map.of();
        }
        var said = new HashMap<String, Long>();
        var members = new HashMap<String, Long>();
        for (var leaf : leaves) {
            said.merge(leaf.name(), 1L, Long::sum);
            if (leaf.value() instanceof Long many) {
                members.merge(leaf.name(), many, Long::sum);
            }
        }
        var lacking = new HashMap<Integer, Long>();
        for (var one : owed) {
            long many = members.getOrDefault(one.count(), 0L) - said.getOrDefault(one.name(), 0L);
            if (many > 0) {
                lacking.put(FactNumbers.of(one.lacking()), many);
            }
        }
        return lacking;
    }

    boolean has(int name) {
        return Arrays.binarySearch(names, name) >= 0;
    }

    /** About a value. */
    @FunctionalInterface
    interface Test {
        boolean holds(Object value);
    }

    /** Whether one of the values of this name is such. */
    boolean any(int name, Test test) {
        for (int at = first(name); at < names.length && names[at] == name; at++) {
            if (test.holds(values[at])) {
                return true;
            }
        }
        return false;
    }

    /** The first text of this name. */
    @Nullable String text(int name) {
        int at = first(name);
        return at < names.length && names[at] == name && values[at] instanceof String text
                ? text
                : null;
    }

    /** Where it begins; behind the end where there is none. */
    private int first(int name) {
        int found = Arrays.binarySearch(names, name);
        if (found < 0) {
            return names.length;
        }
        while (found > 0 && names[found - 1] == name) {
            found--;
        }
        return found;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SectionFacts facts
                && Arrays.equals(names, facts.names)
                && Arrays.equals(values, facts.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(names) + Arrays.hashCode(values);
    }
}
