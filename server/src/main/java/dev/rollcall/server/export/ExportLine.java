package dev.rollcall.server.export;

import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.server.device.query.Truth;
import java.util.Optional;

/**
 * All that a row about a device is made of.
 *
 * @param unit slug of the unit it was in
 * @param unitPath names from the root down, as they were then
 * @param matches the filter: yes, unknown or stale
 */
record ExportLine(
        ExportedDevice device, String unit, String unitPath, Posture posture, Truth matches) {

    /** As its inventory said then, else as the registry knows it now. */
    Optional<String> hostname() {
        return posture.section(OperatingSystemSection.KIND, OperatingSystemSection.class)
                .flatMap(OperatingSystemSection::hostname)
                .or(device::hostname);
    }

    Optional<String> serial() {
        return posture.section(HardwareSection.KIND, HardwareSection.class)
                .flatMap(HardwareSection::serial)
                .or(device::serial);
    }
}
