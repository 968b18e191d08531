package dev.rollcall.common.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A message of a kind the reader does not know, and the answer to it.
 *
 * @param what the kind that was not known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Unsupported(String what) implements AgentMessage, ServerMessage {

    public Unsupported {
        what = what.length() <= 60 ? what : what.substring(0, 60);
    }

    /**
     * The answer names the kind in {@code what}; any other message of an unknown kind is itself the
     * kind.
     */
    @JsonCreator
    static Unsupported read(
            @JsonProperty(value = "type", access = JsonProperty.Access.WRITE_ONLY)
                    @Nullable String type,
            @JsonProperty("what") @Nullable String what) {
        if ("unsupported".equals(type) && what != null) {
            return new Unsupported(what);
        }
        return new Unsupported(type == null ? "nothing" : type);
    }
}
