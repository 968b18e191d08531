package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.inventory.collect.Smbios;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.HardwareSection.Disk;
import dev.rollcall.common.inventory.HardwareSection.Health;
import dev.rollcall.common.inventory.HardwareSection.Medium;
import dev.rollcall.common.inventory.HardwareSection.Processor;
import dev.rollcall.common.inventory.MemoryModule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes facts of what system_profiler says about a Mac, its memory, disks and batteries. */
final class HardwareReader {

    static final String[] TYPES = {
        "SPHardwareDataType",
        "SPMemoryDataType",
        "SPNVMeDataType",
        "SPSerialATADataType",
        BatteryWear.TYPE
    };

    private static final int MOST = 512;
    private static final int DEEPEST = 8;
    private static final Pattern OF_APPLE = Pattern.compile("(Mac|iMac|VirtualMac|Xserve).*");

    /** With a full stop or a comma, and before the unit any kind of blank. */
    private static final Pattern SIZE =
            Pattern.compile("(\\d{1,6})(?:[.,]0+)?[\\s\\u00a0\\u202f]*(MB|GB|TB)");

    private static final Pattern SPEED = Pattern.compile("(\\d{1,6})[\\s\\u00a0]*(?:MHz|MT/s)");

    private static final Pattern HEX = Pattern.compile("0x([2-7][0-9a-fA-F]){3,40}(00|20)*");

    private HardwareReader() {}

    static HardwareSection read(Fields profile, Sysctl kernel) {
        var hardware =
                profile.list("SPHardwareDataType").stream()
                        .findFirst()
                        .orElseGet(() -> profile.object("SPHardwareDataType"));
        var model = hardware.maker("machine_model");
        var manufacturer = model.filter(m -> OF_APPLE.matcher(m).matches()).map(_ -> "Apple Inc.");
        return new HardwareSection(
                manufacturer,
                model,
                hardware.maker("serial_number"),
                Optional.empty(),
                Optional.empty(),
                hardware.text("machine_name").flatMap(HardwareReader::chassis),
                hardware.text("platform_UUID").flatMap(Smbios::uuid),
                hardware.maker("boot_rom_version"),
                Optional.empty(),
                virtual(model, kernel),
                new Processor(
                        hardware.maker("chip_type")
                                .or(() -> kernel.text("machdep.cpu.brand_string"))
                                .or(() -> hardware.maker("cpu_type")),
                        kernel.count("hw.packages").or(() -> hardware.count("packages")),
                        kernel.count("hw.physicalcpu"),
                        kernel.count("hw.logicalcpu")),
                kernel.number("hw.memsize")
                        .or(() -> hardware.text("physical_memory").flatMap(HardwareReader::bytes)),
                profile.has("SPMemoryDataType")
                        ? Optional.of(modules(profile.list("SPMemoryDataType")))
                        : Optional.empty(),
                profile.has("SPNVMeDataType") || profile.has("SPSerialATADataType")
                        ? Optional.of(disks(profile))
                        : Optional.empty(),
                BatteryWear.list(profile));
    }

    private static Optional<Boolean> virtual(Optional<String> model, Sysctl kernel) {
        boolean named =
                model.filter(m -> m.startsWith("VirtualMac") || m.startsWith("VMware")).isPresent();
        return named
                ? Optional.of(true)
                : kernel.number("kern.hv_vmm_present").map(present -> present == 1);
    }

    /** By the name that Apple sells it under; in the words of SMBIOS. */
    private static Optional<String> chassis(String name) {
        if (name.startsWith("MacBook")) {
            return Optional.of("notebook");
        }
        return switch (name) {
            case "iMac", "iMac Pro" -> Optional.of("all-in-one");
            case "Mac mini" -> Optional.of("mini");
            case "Mac Pro" -> Optional.of("tower");
            case "Mac Studio" -> Optional.of("desktop");
            default -> Optional.empty();
        };
    }

    /** On Apple's own processors memory has no slots and is one; elsewhere slots may be nested. */
    private static List<MemoryModule> modules(List<Fields> rows) {
        var found = new ArrayList<MemoryModule>();
        for (var row : nested(rows)) {
            row.text("dimm_size")
                    .or(() -> row.text("SPMemoryDataType"))
                    .flatMap(HardwareReader::bytes)
                    .ifPresent(bytes -> found.add(module(row, bytes)));
        }
        found.sort(Comparator.comparing(module -> module.slot().orElse("")));
        return found;
    }

    private static MemoryModule module(Fields row, long bytes) {
        return new MemoryModule(
                row.maker("_name"),
                bytes,
                row.maker("dimm_type"),
                row.text("dimm_speed")
                        .map(SPEED::matcher)
                        .filter(m -> m.matches())
                        .map(m -> Integer.parseInt(m.group(1)))
                        .filter(speed -> speed > 0),
                row.maker("dimm_manufacturer").filter(maker -> !maker.startsWith("0x")),
                row.maker("dimm_part_number").flatMap(HardwareReader::part),
                row.maker("dimm_serial_number").filter(serial -> !serial.equals("-")));
    }

    /** As text, or as the bytes of text in hex. */
    private static Optional<String> part(String number) {
        if (!number.startsWith("0x")) {
            return Optional.of(number);
        }
        if (!HEX.matcher(number).matches()) {
            return Optional.empty();
        }
        var bytes = HexFormat.of().parseHex(number, 2, number.length());
        return Clean.maker(new String(bytes, StandardCharsets.US_ASCII));
    }

    private static Optional<Long> bytes(String size) {
        var form = SIZE.matcher(size);
        if (!form.matches()) {
            return Optional.empty();
        }
        int shift =
                switch (form.group(2)) {
                    case "MB" -> 20;
                    case "GB" -> 30;
                    default -> 40;
                };
        return Optional.of(Long.parseLong(form.group(1)) << shift).filter(bytes -> bytes > 0);
    }

    private static List<Disk> disks(Fields profile) {
        var found = new ArrayList<Disk>();
        for (var row : nested(profile.list("SPNVMeDataType"))) {
            disk(row, Optional.of(Medium.NVME)).ifPresent(found::add);
        }
        for (var row : nested(profile.list("SPSerialATADataType"))) {
            var medium =
                    switch (row.text("spsata_medium_type").orElse("")) {
                        case "Solid State" -> Optional.of(Medium.SOLID_STATE);
                        case "Rotational" -> Optional.of(Medium.HARD_DISK);
                        default -> Optional.<Medium>empty();
                    };
            disk(row, medium).ifPresent(found::add);
        }
        found.sort(Comparator.comparing(Disk::name));
        return found;
    }

    private static Optional<Disk> disk(Fields row, Optional<Medium> medium) {
        boolean comesAndGoes =
                row.truth("removable_media").orElse(false)
                        || row.truth("detachable_drive").orElse(false);
        return row.text("bsd_name")
                .filter(_ -> !comesAndGoes)
                .flatMap(name ->
                        row.number("size_in_bytes")
                                .filter(bytes -> bytes > 0)
                                .map(bytes ->
                                        new Disk(
                                                name,
                                                row.maker("device_model"),
                                                row.maker("device_serial"),
                                                bytes,
                                                medium,
                                                health(row))));
    }

    /** Neither of one that cannot tell, such as a card. */
    private static Optional<Health> health(Fields row) {
        var status =
                row.text("smart_status")
                        .or(() -> row.text("spnvme_smart_status"))
                        .or(() -> row.text("spsata_smart_status"));
        return switch (status.orElse("")) {
            case "Verified" -> Optional.of(Health.PASSED);
            case "Failing" -> Optional.of(Health.FAILING);
            default -> Optional.empty();
        };
    }

    /** All objects in lists called _items, at any depth that makes sense. */
    private static List<Fields> nested(List<Fields> rows) {
        var found = new ArrayList<Fields>();
        nested(rows, DEEPEST, found);
        return found;
    }

    private static void nested(List<Fields> rows, int deepest, List<Fields> found) {
        for (var row : rows) {
            if (found.size() < MOST && deepest > 0) {
                found.add(row);
                nested(row.list("_items"), deepest - 1, found);
            }
        }
    }
}
