package dev.rollcall.agent.inventory.browsers;

import dev.rollcall.common.inventory.BrowsersSection.Browser;
import dev.rollcall.common.inventory.BrowsersSection.BrowserKind;
import dev.rollcall.common.inventory.BrowsersSection.Extension;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Counts the profiles of one browser in which an extension is. Used by one thread. */
final class Tally {

    static final int MAX_LISTED = 200;

    private static final int MAX_COUNTED = 5_000;

    private final BrowserKind kind;
    private final TreeMap<Key, Counted> counted = new TreeMap<>();
    private boolean used;
    private int unreadable;

    Tally(BrowserKind kind) {
        this.kind = kind;
    }

    /** An extension in a version, as one profile has it. */
    record Found(String id, Optional<String> name, Optional<String> version) {}

    private record Key(String id, String version) implements Comparable<Key> {

        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::id).thenComparing(Key::version);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private record Counted(Found found, int profiles) {

        /** Of several names of one extension, as its translations have them, always the same. */
        Counted and(Counted other) {
            boolean first = found.name().orElse("").compareTo(other.found.name().orElse("")) <= 0;
            return new Counted(first ? found : other.found, profiles + other.profiles);
        }
    }

    BrowserKind kind() {
        return kind;
    }

    /** What one profile has. */
    void profile(List<Found> extensions) {
        used = true;
        var once = new HashSet<Key>();
        for (var found : extensions) {
            var key = new Key(found.id(), found.version().orElse(""));
            boolean room = counted.size() < MAX_COUNTED || counted.containsKey(key);
            if (room && once.add(key)) {
                counted.merge(key, new Counted(found, 1), Counted::and);
            }
        }
    }

    /** A file that says what is installed makes no sense. */
    void unreadableFile() {
        unreadable++;
    }

    boolean used() {
        return used;
    }

    int unreadable() {
        return unreadable;
    }

    /** Those of most profiles first where not all can be listed; then by id. */
    Browser browser(Set<String> forced) {
        var extensions = new ArrayList<Extension>();
        counted.values().stream()
                .sorted(Comparator.comparingInt((Counted c) -> -c.profiles()))
                .limit(MAX_LISTED)
                .map(c ->
                        new Extension(
                                c.found().id(),
                                c.found().name(),
                                c.found().version(),
                                c.profiles(),
                                forced.contains(c.found().id())))
                .forEach(extensions::add);
        extensions.sort(
                Comparator.comparing(Extension::id).thenComparing(e -> e.version().orElse("")));
        return new Browser(
                kind,
                extensions,
                counted.size() > MAX_LISTED ? Optional.of(counted.size()) : Optional.empty());
    }
}
