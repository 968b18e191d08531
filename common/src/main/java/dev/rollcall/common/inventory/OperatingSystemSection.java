package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The operating system: its names as os-release gives them, its kernels, its host name.
 *
 * @param id lower-case short name, such as {@code debian}
 * @param kernelsInstalled newest last; absent when none is found where kernels are looked for
 * @param architecture as the kernel names it, such as {@code x86_64}
 * @param chromeos set where the device is, or runs inside, some kind of ChromeOS
 * @param timeZone as the time zone database names it, such as {@code America/Chicago}
 * @param timeSynchronizedBy what sets the clock
 * @param timeSynchronized whether it has set it; absent where that cannot be seen
 * @param supportEnds the last day of free security updates, as known when this agent was built;
 *     absent for releases that are not in its table
 * @param domain that the device counts itself to, as it is set on the device; never one that a
 *     network hands out
 * @param pointRelease the version with what its maker counts within it, such as {@code 12.11}
 * @param build as its maker numbers what it builds of a version
 * @param installed the day on which this system came onto this device; absent where its traces
 *     contradict what can be
 * @param keyboardLayout set for the whole device, such as {@code us}
 */
public record OperatingSystemSection(
        Optional<String> id,
        Optional<String> name,
        Optional<String> version,
        Optional<String> codename,
        Optional<String> prettyName,
        Optional<String> kernelRunning,
        Optional<List<String>> kernelsInstalled,
        Optional<String> architecture,
        Optional<String> hostname,
        Optional<ChromeOs> chromeos,
        Optional<String> timeZone,
        Optional<TimeSource> timeSynchronizedBy,
        Optional<Boolean> timeSynchronized,
        Optional<LocalDate> supportEnds,
        Optional<String> domain,
        Optional<String> pointRelease,
        Optional<String> build,
        Optional<LocalDate> installed,
        Optional<BootMode> bootMode,
        Optional<String> keyboardLayout)
        implements InventorySection {

    public static final SectionKind KIND = new SectionKind("operating-system");

    public OperatingSystemSection {
        kernelsInstalled = kernelsInstalled.map(List::copyOf);
    }

    /** Of a system of which its version and its host are known, and not how it came to be there. */
    public OperatingSystemSection(
            Optional<String> id,
            Optional<String> name,
            Optional<String> version,
            Optional<String> codename,
            Optional<String> prettyName,
            Optional<String> kernelRunning,
            Optional<List<String>> kernelsInstalled,
            Optional<String> architecture,
            Optional<String> hostname,
            Optional<ChromeOs> chromeos,
            Optional<String> timeZone,
            Optional<TimeSource> timeSynchronizedBy,
            Optional<Boolean> timeSynchronized,
            Optional<LocalDate> supportEnds) {
        this(
                id,
                name,
                version,
                codename,
                prettyName,
                kernelRunning,
                kernelsInstalled,
                architecture,
                hostname,
                chromeos,
                timeZone,
                timeSynchronizedBy,
                timeSynchronized,
                supportEnds,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public SectionKind kind() {
        return KIND;
    }

    /** What sets the clock by the network. */
    public enum TimeSource {
        @JsonProperty("systemd-timesyncd")
        SYSTEMD_TIMESYNCD,
        @JsonProperty("chrony")
        CHRONY,
        @JsonProperty("ntpd")
        NTPD,
        /** Of macOS. */
        @JsonProperty("timed")
        TIMED,
        @JsonProperty("w32time")
        W32TIME,
        @JsonProperty("none")
        NONE
    }

    /** What the firmware started the system as. */
    public enum BootMode {
        @JsonProperty("uefi")
        UEFI,
        @JsonProperty("bios")
        BIOS
    }

    /** How the device has to do with ChromeOS. Inside Crostini, ChromeOS itself cannot be seen. */
    public enum ChromeOs {
        @JsonProperty("crostini")
        CROSTINI,
        @JsonProperty("flex")
        FLEX,
        @JsonProperty("chromebook")
        CHROMEBOOK
    }
}
