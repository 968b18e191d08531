package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How collecting a section went. Only {@link #OK} comes with a digest. */
public enum SectionState {
    @JsonProperty("ok")
    OK,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("timed-out")
    TIMED_OUT,
    @JsonProperty("off")
    OFF
}
