package dev.rollcall.agent.inventory.collect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Until when releases of operating systems get security updates for free, from a bundled table. */
public final class SupportEnds {

    private static final String TABLE = "support-ends.txt";

    private SupportEnds() {}

    /**
     * The last day; of a version such as 9.4 or 21.3 that of 9 or 21, where the table has no other.
     *
     * @param id of the operating system, as os-release(5) has it
     * @param version likewise
     */
    public static Optional<LocalDate> of(String id, String version) {
        var table = table();
        var major = version.contains(".") ? version.substring(0, version.indexOf('.')) : version;
        return Optional.ofNullable(table.get(id + " " + version))
                .or(() -> Optional.ofNullable(table.get(id + " " + major)));
    }

    /** By id and version with a blank between them; read once per collection, which is seldom. */
    static Map<String, LocalDate> table() {
        var table = new HashMap<String, LocalDate>();
        try (var in = SupportEnds.class.getResourceAsStream(TABLE)) {
            var text =
                    new String(
                            Objects.requireNonNull(in, TABLE).readAllBytes(),
                            StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" +"))
                    .forEach(parts ->
                            table.put(parts[0] + " " + parts[1], LocalDate.parse(parts[2])));
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own resource cannot be read", e);
        }
        return table;
    }
}
