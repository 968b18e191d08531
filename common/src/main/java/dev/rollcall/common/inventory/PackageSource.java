package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** The package system that installed a package. */
public enum PackageSource {
    @JsonProperty("dpkg")
    DPKG,
    @JsonProperty("rpm")
    RPM,
    @JsonProperty("snap")
    SNAP,
    @JsonProperty("flatpak")
    FLATPAK,

    /** One that only later versions know: off the wire, any other word is this one. */
    @JsonEnumDefaultValue
    @JsonProperty("other")
    OTHER
}
