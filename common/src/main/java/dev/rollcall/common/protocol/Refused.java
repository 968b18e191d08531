package dev.rollcall.common.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A refusal in words; a TLS 1.3 client could not tell these apart by alerts.
 *
 * @param code stable name, such as device-revoked
 * @param reaction what the agent does
 * @param retryAfter how long it waits first, where it may come back
 * @param message one English sentence for a person
 */
public record Refused(String code, Reaction reaction, Optional<Duration> retryAfter, String message)
        implements ServerMessage {

    /** What an agent does about a refusal. */
    public enum Reaction {
        /** Come back later with the same identity. */
        @JsonProperty("retry-later")
        RETRY_LATER,
        /** The identity is of no use any more; a person or a new token is needed. */
        @JsonProperty("re-enroll")
        RE_ENROLL,
        /** The agent is too old. */
        @JsonProperty("upgrade")
        UPGRADE,
        /** Shut out: keep the last policy, stay quiet. */
        @JsonProperty("stop")
        STOP
    }

    public Refused {
        Limits.text("code", code, 60);
        Objects.requireNonNull(reaction, "reaction");
        retryAfter = Objects.requireNonNullElse(retryAfter, Optional.empty());
        Limits.text("message", message, 300);
    }
}
