package dev.rollcall.common.job;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How a run ended. {@link #NOT_NOW} is no end: the device is busy, and the run comes back until it
 * expires.
 */
public enum Outcome {
    @JsonProperty("succeeded")
    SUCCEEDED,
    @JsonProperty("failed")
    FAILED,
    /** It was started and nobody saw its end: the device lost power, or the agent was killed. */
    @JsonProperty("interrupted")
    INTERRUPTED,
    /** The agent is too old for the action, or does not know a part of it. */
    @JsonProperty("unsupported")
    UNSUPPORTED,
    /** The order did not hold: signature, path, enrollment or time. */
    @JsonProperty("refused")
    REFUSED,
    /** Cancelled by the server before it started, on the agent's word. */
    @JsonProperty("cancelled")
    CANCELLED,
    @JsonProperty("not-now")
    NOT_NOW;

    public boolean terminal() {
        return this != NOT_NOW;
    }
}
