package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * The operating system: its names as os-release gives them, its kernels, its host name.
 *
 * @param id lower-case short name, such as {@code debian}
 * @param kernelsInstalled newest last; absent when none is found where kernels are looked for
 * @param architecture as the kernel names it, such as {@code x86_64}
 * @param chromeos set where the device is, or runs inside, some kind of ChromeOS
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
        Optional<ChromeOs> chromeos)
        implements InventorySection {

    public static final SectionKind KIND = new SectionKind("operating-system");

    public OperatingSystemSection {
        kernelsInstalled = kernelsInstalled.map(List::copyOf);
    }

    @Override
    public SectionKind kind() {
        return KIND;
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
