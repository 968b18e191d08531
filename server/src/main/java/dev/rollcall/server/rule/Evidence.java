package dev.rollcall.server.rule;

import dev.rollcall.common.inventory.SectionKind;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a section of a device.
 *
 * @param values as CEL has them; absent where it was never reported, failed, or is switched off
 * @param collectedAt absent where it was never reported
 * @param fresh whether it is recent enough to count
 */
public record Evidence(
        SectionKind section,
        Optional<Map<String, Object>> values,
        Optional<Instant> collectedAt,
        boolean fresh) {

    public Evidence {
        Objects.requireNonNull(section, "section");
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(collectedAt, "collectedAt");
    }

    /** Of a section that is not there. */
    static Evidence none(SectionKind section) {
        return new Evidence(section, Optional.empty(), Optional.empty(), false);
    }
}
