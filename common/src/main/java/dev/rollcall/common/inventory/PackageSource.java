package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What lists an installed package. */
public enum PackageSource {
    @JsonProperty("dpkg")
    DPKG,
    @JsonProperty("rpm")
    RPM,
    /** What the registry of Windows says can be uninstalled. */
    @JsonProperty("windows-programs")
    WINDOWS_PROGRAMS,
    /** What macOS finds of applications. */
    @JsonProperty("macos-applications")
    MACOS_APPLICATIONS
}
