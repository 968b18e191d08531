package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What lists an installed package: a package system, or the system itself. */
public enum PackageSource {
    @JsonProperty("dpkg")
    DPKG,
    @JsonProperty("rpm")
    RPM,
    @JsonProperty("snap")
    SNAP,
    @JsonProperty("flatpak")
    FLATPAK,
    /** What the registry of Windows says can be uninstalled. */
    @JsonProperty("windows-programs")
    WINDOWS_PROGRAMS,
    /** Packaged apps of Windows, those of the Store among them. */
    @JsonProperty("windows-apps")
    WINDOWS_APPS,
    /** What macOS finds of applications. */
    @JsonProperty("macos-applications")
    MACOS_APPLICATIONS,
    @JsonProperty("homebrew")
    HOMEBREW,

    /** One that only later versions know: off the wire, any other word is this one. */
    @JsonEnumDefaultValue
    @JsonProperty("other")
    OTHER
}
