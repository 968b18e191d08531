package dev.rollcall.server.export;

import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.OperatingSystemSection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The rows of the export {@code devices}: which devices there are. Pure. */
final class DeviceRow {

    static final List<String> COLUMNS =
            List.of(
                    "device_id",
                    "label",
                    "hostname",
                    "serial",
                    "unit",
                    "unit_path",
                    "manufacturer",
                    "model",
                    "chassis",
                    "asset_tag",
                    "board_serial",
                    "virtual",
                    "processor",
                    "memory_bytes",
                    "disk_bytes",
                    "firmware_version",
                    "hardware_collected_at",
                    "os",
                    "os_version",
                    "kernel",
                    "os_collected_at",
                    "enrolled_at",
                    "last_check_in",
                    "agent_version",
                    "key_protection",
                    "matches_filter");

    private DeviceRow() {}

    static List<Cell> of(ExportLine line) {
        var device = line.device();
        var posture = line.posture();
        return List.of(
                Cell.of(device.id().toString()),
                Cell.text(device.label()),
                Cell.text(line.hostname()),
                Cell.text(line.serial()),
                Cell.of(line.unit()),
                Cell.of(line.unitPath()),
                hardware(posture, HardwareSection::manufacturer),
                hardware(posture, HardwareSection::model),
                hardware(posture, HardwareSection::chassis),
                hardware(posture, HardwareSection::assetTag),
                hardware(posture, HardwareSection::boardSerial),
                hardware(posture, h -> h.virtual().map(v -> v ? "yes" : "no")),
                hardware(posture, h -> h.processor().model()),
                Cell.whole(hardware(posture).flatMap(HardwareSection::memoryBytes)),
                Cell.whole(hardware(posture).flatMap(DeviceRow::diskBytes)),
                hardware(posture, HardwareSection::firmwareVersion),
                posture.collectedAt(HardwareSection.KIND),
                system(posture, s -> s.prettyName().or(s::name)),
                system(posture, OperatingSystemSection::version),
                system(posture, OperatingSystemSection::kernelRunning),
                posture.collectedAt(OperatingSystemSection.KIND),
                Cell.of(device.enrolledAt()),
                Cell.time(device.lastCheckIn()),
                Cell.text(device.agent()),
                Cell.of(device.keyProtection()),
                Cell.of(line.matches().word()));
    }

    private static Optional<Long> diskBytes(HardwareSection hardware) {
        return hardware.disks()
                .filter(disks -> !disks.isEmpty())
                .map(disks -> disks.stream().mapToLong(HardwareSection.Disk::bytes).sum());
    }

    private static Optional<HardwareSection> hardware(Posture posture) {
        return posture.section(HardwareSection.KIND, HardwareSection.class);
    }

    private static Cell hardware(
            Posture posture, Function<HardwareSection, Optional<String>> fact) {
        return Cell.text(hardware(posture).flatMap(fact));
    }

    private static Cell system(
            Posture posture, Function<OperatingSystemSection, Optional<String>> fact) {
        return Cell.text(
                posture.section(OperatingSystemSection.KIND, OperatingSystemSection.class)
                        .flatMap(fact));
    }
}
