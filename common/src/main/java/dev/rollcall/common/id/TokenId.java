package dev.rollcall.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.UUID;

/** Names an enrollment token or an API token, never its secret. */
public record TokenId(@JsonValue UUID value) {

    public TokenId {
        Objects.requireNonNull(value, "value");
    }

    /**
     * Reads the canonical 36-character form; anything else is an {@link IllegalArgumentException}.
     */
    @JsonCreator
    public static TokenId parse(String text) {
        return new TokenId(CanonicalUuid.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
