package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.SectionKind;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what the device is made of, from SMBIOS or, on boards without it, from the device tree. */
final class HardwareCollector implements Collector {

    private static final String DMI = "/sys/class/dmi/id/";
    private static final String TREE = "/proc/device-tree/";
    private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s+(\\d{1,15}) kB");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Set<String> EMPTY_UUIDS =
            Set.of(
                    "00000000-0000-0000-0000-000000000000",
                    "ffffffff-ffff-ffff-ffff-ffffffffffff",
                    "03000200-0400-0500-0006-000700080009");

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
        var manufacturer = dmi("sys_vendor");
        var model = dmi("product_name").or(() -> tree("model"));
        return Collected.of(
                new HardwareSection(
                        manufacturer,
                        model,
                        dmi("product_serial").or(() -> tree("serial-number")),
                        dmi("chassis_asset_tag"),
                        dmi("board_serial"),
                        files.number(DMI + "chassis_type").flatMap(HardwareCollector::chassis),
                        files.fact(DMI + "product_uuid").flatMap(HardwareCollector::uuid),
                        dmi("bios_version"),
                        files.fact(DMI + "bios_date").flatMap(HardwareCollector::firmwareDate),
                        virtual(manufacturer, model, processors.hypervisor()),
                        processors.processor(),
                        memory(),
                        SmbiosMemory.read(files),
                        disks,
                        Batteries.list(files)));
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

    /** Absent where neither firmware names nor the processor's flags decide it. */
    static Optional<Boolean> virtual(
            Optional<String> manufacturer, Optional<String> model, Optional<Boolean> hypervisor) {
        var names = (manufacturer.orElse("") + " " + model.orElse("")).toLowerCase(Locale.ROOT);
        boolean named =
                Pattern.compile(
                                "qemu|kvm|vmware|virtualbox|innotek|bochs|xen\\b|bhyve|parallels"
                                        + "|microsoft corporation virtual machine|amazon ec2"
                                        + "|google compute|openstack|virtual platform")
                        .matcher(names)
                        .find();
        return named ? Optional.of(true) : hypervisor;
    }

    /** SMBIOS 3.7, table 17; "other" and "unknown" are absent. */
    static Optional<String> chassis(long type) {
        return Optional.ofNullable(
                switch ((int) (type & 0x7f)) {
                    case 3 -> "desktop";
                    case 4 -> "low-profile-desktop";
                    case 5 -> "pizza-box";
                    case 6 -> "mini-tower";
                    case 7 -> "tower";
                    case 8 -> "portable";
                    case 9 -> "laptop";
                    case 10 -> "notebook";
                    case 11 -> "hand-held";
                    case 12 -> "docking-station";
                    case 13 -> "all-in-one";
                    case 14 -> "sub-notebook";
                    case 15 -> "space-saving";
                    case 16 -> "lunch-box";
                    case 17 -> "main-server";
                    case 23 -> "rack-mount";
                    case 24 -> "sealed-case";
                    case 28 -> "blade";
                    case 30 -> "tablet";
                    case 31 -> "convertible";
                    case 32 -> "detachable";
                    case 33 -> "iot-gateway";
                    case 34 -> "embedded";
                    case 35 -> "mini";
                    case 36 -> "stick";
                    default -> null;
                });
    }

    static Optional<String> uuid(String raw) {
        var lower = raw.toLowerCase(Locale.ROOT);
        return Optional.of(lower)
                .filter(u -> UUID.matcher(u).matches())
                .filter(u -> !EMPTY_UUIDS.contains(u));
    }

    static Optional<LocalDate> firmwareDate(String raw) {
        try {
            return Optional.of(
                    LocalDate.parse(raw, DateTimeFormatter.ofPattern("MM/dd/uuuu", Locale.ROOT)));
        } catch (DateTimeException e) {
            return Optional.empty(); // makers write all sorts of things here
        }
    }
}
