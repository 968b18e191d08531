package dev.rollcall.agent.platform;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The registry of Windows, below HKEY_LOCAL_MACHINE and read only. Safe for many threads. */
@FunctionalInterface
public interface Registry {

    /**
     * The keys directly below a path, in order of name, each with those of the wanted values that
     * it has. A key that may not be read has none.
     *
     * @return empty if there is no such path
     */
    Optional<List<Key>> below(String path, View view, List<String> wanted) throws IOException;

    /** Programs of 32 bits see another registry than those of 64. */
    enum View {
        BITS_64,
        BITS_32
    }

    /**
     * One key.
     *
     * @param values texts as they stand, several lines with line feeds between them, and numbers in
     *     decimal, by the names that were wanted
     */
    record Key(String name, Map<String, String> values) {

        public Key {
            Objects.requireNonNull(name, "name");
            values = Map.copyOf(values);
        }
    }

    /** The one of this machine, which has to run Windows. */
    static Registry ofThisMachine() {
        return new WindowsRegistry();
    }
}
