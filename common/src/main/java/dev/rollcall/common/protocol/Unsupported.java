package dev.rollcall.common.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/**
 * A message of a kind the reader does not know, and the answer to it.
 *
 * @param what the kind that was not known, or "unsupported" when the other side says so of ours
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Unsupported(@JsonProperty("type") String what)
        implements AgentMessage, ServerMessage {

    public Unsupported {
        what = Objects.requireNonNullElse(what, "nothing");
        what = what.length() <= 60 ? what : what.substring(0, 60);
    }
}
