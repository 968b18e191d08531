package dev.rollcall.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.UUID;

/** Names a run: one job for one enrollment. */
public record RunId(@JsonValue UUID value) {

    public RunId {
        Objects.requireNonNull(value, "value");
    }

    /**
     * Reads the canonical 36-character form; anything else is an {@link IllegalArgumentException}.
     */
    @JsonCreator
    public static RunId parse(String text) {
        return new RunId(CanonicalUuid.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
