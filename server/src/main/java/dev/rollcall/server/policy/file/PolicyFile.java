package dev.rollcall.server.policy.file;

import dev.rollcall.common.policy.Setting;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A policy as it is written.
 *
 * @param assign exactly the units it shall apply to
 * @param settings in the order of the file, no key twice
 */
public record PolicyFile(
        String name, String description, List<Assign> assign, List<Setting> settings) {

    /**
     * A unit.
     *
     * @param unit its slug, or its path such as {@code lincoln/lab-204}
     * @param version a pin; empty: always the latest
     * @param line where it stands in the file
     */
    public record Assign(String unit, Optional<Integer> version, int line) {}

    public PolicyFile {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
        assign = List.copyOf(assign);
        settings = List.copyOf(settings);
    }
}
