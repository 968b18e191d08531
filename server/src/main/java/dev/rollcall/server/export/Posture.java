package dev.rollcall.server.export;

import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.server.device.query.Freshness;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The sections of one device at the instant of an export, and how far they count. Pure.
 *
 * @param sections those that were in order
 */
record Posture(Map<SectionKind, Collected> sections, Instant asOf) {

    /** A section's content and when it was last collected so, as was known at the instant. */
    record Collected(InventorySection content, Instant at) {}

    Posture {
        sections = Map.copyOf(sections);
    }

    /** The content, fresh or not. */
    <T extends InventorySection> Optional<T> section(SectionKind kind, Class<T> type) {
        return Optional.ofNullable(sections.get(kind))
                .map(Collected::content)
                .filter(type::isInstance)
                .map(type::cast);
    }

    Cell collectedAt(SectionKind kind) {
        return Cell.time(Optional.ofNullable(sections.get(kind)).map(Collected::at));
    }

    /** Whether it was collected long before the instant. */
    boolean isStale(SectionKind kind) {
        var collected = sections.get(kind);
        return collected != null && !Freshness.counts(collected.at(), asOf);
    }

    /** A verdict: what the section says, or unknown, or stale. */
    <T extends InventorySection> Cell verdict(
            SectionKind kind, Class<T> type, Function<T, Optional<Cell>> says) {
        var said = section(kind, type).flatMap(says);
        if (said.isEmpty()) {
            return Cell.of("unknown");
        }
        return isStale(kind) ? Cell.of("stale") : said.get();
    }
}
