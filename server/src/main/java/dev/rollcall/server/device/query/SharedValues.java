package dev.rollcall.server.device.query;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What many devices say alike, kept once: texts, units, lists of names, and what the latest bodies
 * say. Grows with what devices say: who keeps it makes it anew when much of it is past. For one
 * thread at a time.
 */
final class SharedValues {

    private static final int BODIES = 20_000;

    private final Map<String, String> words = new HashMap<>();
    private final Map<UUID, UUID> units = new HashMap<>();
    private final Map<List<Integer>, int[]> shapes = new HashMap<>();
    private final Map<Body, SectionFacts> bodies =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Body, SectionFacts> eldest) {
                    return size() > BODIES;
                }
            };

    /**
     * What is read as a section of a kind. A device may give a body out as another kind than others
     * do, and then the same bytes say something else.
     */
    record Body(SectionKind kind, Digest digest) {}

    /** The same text, once. */
    String word(String text) {
        var known = words.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    /** The same id, once: whoever looks for it finds it near, whatever row it is asked of. */
    UUID unit(UUID id) {
        var known = units.putIfAbsent(id, id);
        return known == null ? id : known;
    }

    /** The same numbers, once; not to be changed. */
    int[] shape(List<Integer> numbers) {
        return shapes.computeIfAbsent(
                List.copyOf(numbers), list -> list.stream().mapToInt(Integer::intValue).toArray());
    }

    /** What this body says, if it is among the latest that were read. */
    @Nullable SectionFacts body(Body body) {
        return bodies.get(body);
    }

    void body(Body body, SectionFacts facts) {
        bodies.put(body, facts);
    }

    int size() {
        return words.size() + shapes.size() + units.size();
    }
}
