package dev.rollcall.agent.checkin;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/** How the agent stands with its server. @param detail one line for a technician */
public record Situation(State state, String detail) {

    /** The ways it can stand. */
    public enum State {
        @JsonProperty("connecting")
        CONNECTING,
        @JsonProperty("connected")
        CONNECTED,
        /** No session; it is tried again by itself. */
        @JsonProperty("unreachable")
        UNREACHABLE,
        /** Something on the way shows a certificate that we do not trust. */
        @JsonProperty("untrusted-server")
        UNTRUSTED_SERVER,
        /** The server asked to come back later. */
        @JsonProperty("asked-to-wait")
        ASKED_TO_WAIT,
        /** Its identity is not good for a session, and it asks for another one by itself. */
        @JsonProperty("returning")
        RETURNING,
        /** A person must do something. */
        @JsonProperty("needs-enrollment")
        NEEDS_ENROLLMENT,
        @JsonProperty("needs-upgrade")
        NEEDS_UPGRADE,
        /** Shut out: the last policy is kept, and nothing is said. */
        @JsonProperty("stopped")
        STOPPED
    }

    public Situation {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(detail, "detail");
    }
}
