package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The database that lists an installed package. */
public enum PackageSource {
    @JsonProperty("dpkg")
    DPKG,
    @JsonProperty("rpm")
    RPM
}
