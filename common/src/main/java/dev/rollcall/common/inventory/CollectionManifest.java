package dev.rollcall.common.inventory;

import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Everything that an agent collects of a device, field by field, with what it is for and how long
 * it is kept: what a district shows to whoever asks. A test holds it against the sections.
 */
public record CollectionManifest(List<Section> sections) {

    private static final String RESOURCE = "collection-manifest.json";

    public CollectionManifest {
        sections = List.copyOf(sections);
    }

    /**
     * A section.
     *
     * @param section its name on the wire
     * @param optional whether an org unit may switch it off; no when absent
     * @param purpose what it is collected for, as the end of a sentence
     * @param retention how long the server keeps it
     */
    public record Section(
            String section,
            Optional<Boolean> optional,
            String purpose,
            String retention,
            List<Field> fields) {

        public Section {
            Objects.requireNonNull(section, "section");
            optional = Objects.requireNonNullElse(optional, Optional.empty());
            Objects.requireNonNull(purpose, "purpose");
            Objects.requireNonNull(retention, "retention");
            fields = List.copyOf(fields);
        }

        /** Whether nothing else depends on it, so that an org unit may switch it off. */
        public boolean isOptional() {
            return optional.orElse(false);
        }
    }

    /**
     * A fact.
     *
     * @param name section and path, without positions in lists
     * @param type text, version, number, bytes, yes or no, date, time, duration, one of several
     *     words, a list of these; or list, whose facts follow below its name
     * @param about a sentence
     */
    public record Field(String name, String type, String about) {

        public Field {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(about, "about");
        }
    }

    /** The one of this version. */
    public static CollectionManifest ofThisVersion() {
        return Json.strict().readValue(bytes().toArray(), CollectionManifest.class);
    }

    /** Names of the sections that an org unit may switch off. */
    public SortedSet<String> optional() {
        return names(Section::isOptional);
    }

    /** Names of the sections that are always collected, since other parts depend on them. */
    public SortedSet<String> required() {
        return names(section -> !section.isOptional());
    }

    private SortedSet<String> names(Predicate<Section> which) {
        return sections.stream()
                .filter(which)
                .map(Section::section)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The file itself, in JSON. */
    public static Bytes bytes() {
        try (var in = CollectionManifest.class.getResourceAsStream(RESOURCE)) {
            return Bytes.copyOf(Objects.requireNonNull(in, RESOURCE).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own resource cannot be read", e);
        }
    }

    /** As chapters and tables of a handbook, in Markdown. */
    public String markdown() {
        var text = new StringBuilder();
        for (var section : sections) {
            text.append("### `")
                    .append(section.section())
                    .append("`\n\nCollected ")
                    .append(section.purpose())
                    .append(". Kept ")
                    .append(section.retention())
                    .append(section.isOptional() ? ". An org unit may switch it off" : "")
                    .append(".\n\n| fact | type | |\n|---|---|---|\n");
            for (var field : section.fields()) {
                text.append("| `")
                        .append(field.name())
                        .append("` | ")
                        .append(field.type())
                        .append(" | ")
                        .append(field.about())
                        .append(" |\n");
            }
            text.append('\n');
        }
        return text.toString();
    }
}
