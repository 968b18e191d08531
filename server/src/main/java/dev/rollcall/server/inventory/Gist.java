package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.server.device.Description;
import dev.rollcall.server.storage.PlainText;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What of a body is kept beside it, so that lists and joins need not open it.
 *
 * @param verdict whether the device as a whole is encrypted
 * @param system id and version of the operating system
 * @param description what lists call the device
 */
record Gist(
        Optional<String> verdict,
        Optional<String> system,
        Optional<String> assetTag,
        Description description) {

    static final Gist NONE =
            new Gist(Optional.empty(), Optional.empty(), Optional.empty(), Description.NONE);

    private static final Set<SectionKind> KINDS =
            Set.of(VolumesSection.KIND, OperatingSystemSection.KIND, HardwareSection.KIND);

    /** As many as id and version have in the column. */
    private static final int LONGEST = 150;

    Gist {
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(system, "system");
        Objects.requireNonNull(assetTag, "assetTag");
        Objects.requireNonNull(description, "description");
    }

    /** Whether such bodies have one. */
    static boolean isOf(SectionKind kind) {
        return KINDS.contains(kind);
    }

    static Gist of(SectionKind kind, byte[] body) {
        return of(Sections.parse(kind, body));
    }

    static Gist of(InventorySection section) {
        return switch (section) {
            case VolumesSection volumes ->
                    new Gist(
                            volumes.protection().map(DeviceProtection::name),
                            Optional.empty(),
                            Optional.empty(),
                            Description.NONE);
            case OperatingSystemSection system ->
                    new Gist(
                            Optional.empty(),
                            system(system),
                            Optional.empty(),
                            new Description(
                                    system.hostname(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty()));
            case HardwareSection hardware ->
                    new Gist(
                            Optional.empty(),
                            Optional.empty(),
                            hardware.assetTag(),
                            new Description(
                                    Optional.empty(),
                                    hardware.serial(),
                                    hardware.manufacturer(),
                                    hardware.model()));
            default -> NONE;
        };
    }

    /** The id has no blank in it, so that one blank parts the two. */
    private static Optional<String> system(OperatingSystemSection system) {
        return system.id()
                .filter(id -> id.indexOf(' ') < 0)
                .flatMap(id ->
                        system.version()
                                .map(version ->
                                        PlainText.line(id, LONGEST)
                                                + " "
                                                + PlainText.line(version, LONGEST)));
    }
}
