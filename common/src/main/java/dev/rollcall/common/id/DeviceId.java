package dev.rollcall.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.UUID;

/** Names the record of a managed computer; it outlives re-enrollment. */
public record DeviceId(@JsonValue UUID value) {

    public DeviceId {
        Objects.requireNonNull(value, "value");
    }

    /**
     * Reads the canonical 36-character form; anything else is an {@link IllegalArgumentException}.
     */
    @JsonCreator
    public static DeviceId parse(String text) {
        return new DeviceId(CanonicalUuid.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
