package dev.rollcall.server.device.query;

import dev.rollcall.common.inventory.SectionKind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A fact of the inventory as a query can ask about it.
 *
 * @param word its name in a query
 * @param name its name in the collection manifest: section and path
 * @param list the outermost list that it stands in: where that was reported, what is not in it is
 *     known not to be
 */
public record FactName(
        String word,
        String name,
        SectionKind section,
        Kind kind,
        List<String> choices,
        Optional<String> list,
        String sentence)
        implements Subject {

    /** Told once; none of these change while nobody works on the device. */
    private static final List<String> AGELESS = List.of("hardware", "operating-system");

    /** What ages though its section does not: disks wear out and systems update themselves. */
    private static final List<String> AGING =
            List.of(
                    "hardware.disks.health",
                    "hardware.raids.members",
                    "hardware.raids.failed",
                    "hardware.raids.degraded",
                    "hardware.processor.microcode",
                    "operating-system.version",
                    "operating-system.pointRelease",
                    "operating-system.build",
                    "operating-system.kernelRunning",
                    "operating-system.kernelsInstalled",
                    "operating-system.timeSynchronizedBy",
                    "operating-system.timeSynchronized",
                    "operating-system.supportEnds");

    private static final String COUNT = ".count";

    public FactName {
        Objects.requireNonNull(word, "word");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(section, "section");
        Objects.requireNonNull(kind, "kind");
        choices = List.copyOf(choices);
        Objects.requireNonNull(list, "list");
        Objects.requireNonNull(sentence, "sentence");
    }

    /** The fact that says how long a list is. */
    static String countOf(String list) {
        return list + COUNT;
    }

    /** The fact without which nothing is known. */
    String witness() {
        return list.map(FactName::countOf).orElse(name);
    }

    /** As bodies have a choice: yes or no are true and false. */
    String stored(String choice) {
        return switch (choice) {
            case "yes" -> "true";
            case "no" -> "false";
            default -> choice;
        };
    }

    @Override
    public boolean ages() {
        return !AGELESS.contains(section.name()) || AGING.contains(name);
    }

    @Override
    public boolean mayBeUnknown() {
        return true;
    }
}
