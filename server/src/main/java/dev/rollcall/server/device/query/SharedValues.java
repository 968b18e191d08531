package dev.rollcall.server.device.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts and lists of names that many devices have alike, kept once. Grows with what devices say:
 * who keeps it makes it anew when much of it is past. For one thread at a time.
 */
final class SharedValues {

    private final Map<String, String> words = new HashMap<>();
    private final Map<List<Integer>, int[]> shapes = new HashMap<>();

    /** The same text, once. */
    String word(String text) {
        var known = words.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    /** The same numbers, once; not to be changed. */
    int[] shape(List<Integer> numbers) {
        return shapes.computeIfAbsent(
                List.copyOf(numbers), list -> list.stream().mapToInt(Integer::intValue).toArray());
    }

    int size() {
        return words.size();
    }
}
