package dev.rollcall.common.job;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The lane of a job on the device: an urgent one never waits for a normal or background one. */
public enum Urgency {
    @JsonProperty("urgent")
    URGENT,
    @JsonProperty("normal")
    NORMAL,
    @JsonProperty("background")
    BACKGROUND
}
