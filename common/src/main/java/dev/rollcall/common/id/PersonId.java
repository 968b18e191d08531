package dev.rollcall.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.UUID;

/** Names a person who signs in to the server. */
public record PersonId(@JsonValue UUID value) {

    public PersonId {
        Objects.requireNonNull(value, "value");
    }

    /**
     * Reads the canonical 36-character form; anything else is an {@link IllegalArgumentException}.
     */
    @JsonCreator
    public static PersonId parse(String text) {
        return new PersonId(CanonicalUuid.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
