package dev.rollcall.common.inventory;

import java.util.Objects;

/** A section of a kind that this version does not know: kept and counted, not understood. */
public record UnsupportedSection(SectionKind kind) implements InventorySection {

    public UnsupportedSection {
        Objects.requireNonNull(kind, "kind");
    }
}
