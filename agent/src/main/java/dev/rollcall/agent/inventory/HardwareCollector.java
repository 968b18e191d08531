package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.inventory.collect.Smbios;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.SectionKind;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what the device is made of, from SMBIOS or, on boards without it, from the device tree. */
final class HardwareCollector implements Collector {

    private static final String DMI = "/sys/class/dmi/id/";
    private static final String TREE = "/proc/device-tree/";
    private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s+(\\d{1,15}) kB");

    private final DeviceFiles files;
    private final DiskHealth health;

    HardwareCollector(DeviceFiles files, DiskHealth health) {
        this.files = files;
        this.health = health;
    }

    @Override
    public SectionKind kind() {
        return HardwareSection.KIND;
    }

    @Override
    public Collected collect() throws IOException, InterruptedException {
        var listed = Disks.read(files);
        var disks = listed.isPresent() ? Optional.of(health.judged(listed.get())) : listed;
        var processors = Processors.read(files);
        var tables = SmbiosTables.read(files);
        var memory = tables.map(SmbiosMemory::of);
        var manufacturer = dmi("sys_vendor");
        var model = dmi("product_name").or(() -> tree("model"));
        var virtual = Smbios.virtual(manufacturer, model, processors.hypervisor());
        return Collected.of(
                new HardwareSection(
                        manufacturer,
                        model,
                        dmi("product_serial").or(() -> tree("serial-number")),
                        dmi("chassis_asset_tag"),
                        dmi("board_serial"),
                        files.number(DMI + "chassis_type").flatMap(Smbios::chassis),
                        files.fact(DMI + "product_uuid").flatMap(Smbios::uuid),
                        dmi("bios_version"),
                        files.fact(DMI + "bios_date").flatMap(Smbios::firmwareDate),
                        virtual,
                        processors.in(files, tables.flatMap(SmbiosTables::maximumMegahertz)),
                        memory(),
                        memory.map(SmbiosMemory::modules),
                        disks,
                        Batteries.list(files),
                        dmi("product_family"),
                        dmi("product_sku"),
                        dmi("chassis_serial"),
                        dmi("board_vendor"),
                        dmi("board_name"),
                        dmi("bios_vendor"),
                        memory.flatMap(SmbiosMemory::maximumBytes),
                        memory.flatMap(SmbiosMemory::slots),
                        memory.flatMap(SmbiosMemory::emptySlots),
                        virtual.filter(is -> is)
                                .flatMap(_ -> Hypervisor.of(files, manufacturer, model)),
                        memory.flatMap(SmbiosMemory::errorCorrecting),
                        SoftwareRaids.read(files)));
    }

    private Optional<String> dmi(String name) {
        return files.fact(DMI + name).flatMap(Clean::maker);
    }

    private Optional<String> tree(String name) {
        return files.fact(TREE + name).flatMap(Clean::maker);
    }

    private Optional<Long> memory() throws IOException {
        return files.lines("/proc/meminfo").stream()
                .map(MEMORY::matcher)
                .filter(m -> m.matches())
                .findFirst()
                .map(m -> Long.parseLong(m.group(1)) * 1024);
    }
}
