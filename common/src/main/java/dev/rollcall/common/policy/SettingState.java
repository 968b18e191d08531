package dev.rollcall.common.policy;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a setting holds on a device. */
public enum SettingState {
    /** It was true when looked at. */
    @JsonProperty("compliant")
    COMPLIANT,
    /** It was not true, was made true, and was looked at again. */
    @JsonProperty("repaired")
    REPAIRED,
    /** It is not true and could not be made true. */
    @JsonProperty("failed")
    FAILED,
    /** The agent does not know it, or this device cannot have it. */
    @JsonProperty("unsupported")
    UNSUPPORTED
}
