package dev.rollcall.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.UUID;

/**
 * Names a district: the tenant whose rows, keys and certificate authority are its own. A provider
 * is one too.
 */
public record DistrictId(@JsonValue UUID value) {

    public DistrictId {
        Objects.requireNonNull(value, "value");
    }

    /**
     * Reads the canonical 36-character form; anything else is an {@link IllegalArgumentException}.
     */
    @JsonCreator
    public static DistrictId parse(String text) {
        return new DistrictId(CanonicalUuid.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
