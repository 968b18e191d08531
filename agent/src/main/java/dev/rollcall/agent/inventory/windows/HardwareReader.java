package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.inventory.collect.Smbios;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.HardwareSection.Disk;
import dev.rollcall.common.inventory.HardwareSection.Health;
import dev.rollcall.common.inventory.HardwareSection.Medium;
import dev.rollcall.common.inventory.HardwareSection.Processor;
import dev.rollcall.common.inventory.VolatileFacts.DiskWear;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Makes facts of what the classes of WMI say about firmware, processors, memory and disks. */
final class HardwareReader {

    private static final int MOST_DISKS = 512;
    private static final int MOST_SOCKETS = 1_000;

    /** In kilobytes, of one processor. */
    private static final int MOST_CACHE = 2_000_000;

    private static final int MOST_WEAR = 255;
    private static final long UNKNOWN = 5;

    /** OperationalStatus: it expects to fail, errors, and such from which it does not recover. */
    private static final Set<Long> FAILING = Set.of(5L, 6L, 7L);

    private HardwareReader() {}

    /** Fails where neither computer nor firmware could be asked: then nothing is worth sending. */
    static HardwareSection read(WindowsFacts facts) throws IOException {
        if (facts.rows("bios").isEmpty()) {
            facts.required("computer");
        }
        var computer = facts.row("computer");
        var bios = facts.row("bios");
        var enclosure = facts.row("enclosure");
        var board = facts.row("board");
        var manufacturer = computer.maker("Manufacturer");
        var model = computer.maker("Model");
        return new HardwareSection(
                manufacturer,
                model,
                bios.maker("SerialNumber"),
                enclosure.maker("SMBIOSAssetTag"),
                board.maker("SerialNumber"),
                enclosure.list("ChassisTypes").stream()
                        .flatMap(type -> type.number().stream())
                        .flatMap(type -> Smbios.chassis(type).stream())
                        .findFirst(),
                facts.row("product").text("UUID").flatMap(Smbios::uuid),
                bios.maker("SMBIOSBIOSVersion"),
                bios.day("Released"),
                // HypervisorPresent says yes on every laptop that guards its own kernel by Hyper-V
                Smbios.virtual(manufacturer, model, Optional.empty()),
                facts.rows("processors")
                        .map(HardwareReader::processor)
                        .orElseGet(() -> processor(List.of())),
                computer.number("TotalPhysicalMemory").filter(bytes -> bytes > 0),
                MemoryReader.modules(facts),
                facts.rows("disks").map(HardwareReader::disks),
                BatteriesReader.read(facts),
                computer.maker("SystemFamily"),
                computer.maker("SystemSKUNumber"),
                enclosure.maker("SerialNumber"),
                board.maker("Manufacturer"),
                board.maker("Product"),
                bios.maker("Manufacturer"),
                MemoryReader.maximumBytes(facts),
                MemoryReader.slots(facts),
                MemoryReader.emptySlots(facts),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A row per socket. */
    private static Processor processor(List<Fields> rows) {
        return new Processor(
                rows.stream().flatMap(row -> row.maker("Name").stream()).findFirst(),
                rows.isEmpty() ? Optional.empty() : Optional.of(rows.size()),
                sum(rows, "NumberOfCores"),
                sum(rows, "NumberOfLogicalProcessors"),
                rows.stream()
                        .flatMap(row -> row.count("MaxClockSpeed").stream())
                        .filter(megahertz -> megahertz < 100_000)
                        .max(Comparator.naturalOrder()),
                sum(rows, "L3CacheSize", MOST_CACHE)
                        .or(() -> sum(rows, "L2CacheSize", MOST_CACHE))
                        .map(kilobytes -> kilobytes * 1024L),
                Optional.empty());
    }

    private static Optional<Integer> sum(List<Fields> rows, String name) {
        return sum(rows, name, 10_000);
    }

    /** Known where it is known of each. */
    private static Optional<Integer> sum(List<Fields> rows, String name, int below) {
        ToIntFunction<Fields> count = row -> row.count(name).filter(n -> n < below).orElse(0);
        boolean known =
                !rows.isEmpty()
                        && rows.size() < MOST_SOCKETS
                        && rows.stream().allMatch(r -> count.applyAsInt(r) > 0);
        return known ? Optional.of(rows.stream().mapToInt(count).sum()) : Optional.empty();
    }

    private static List<Disk> disks(List<Fields> rows) {
        return rows.stream()
                .filter(HardwareReader::builtIn)
                .flatMap(row -> disk(row).stream())
                .sorted(Comparator.comparing(Disk::name))
                .limit(MOST_DISKS)
                .toList();
    }

    /**
     * Not on a bus that leads out of the device, and no image or pool of other disks
     * (MSFT_PhysicalDisk, BusType).
     */
    private static boolean builtIn(Fields row) {
        return switch (row.number("BusType").orElse(0L).intValue()) {
            case 4, 6, 7, 9, 12, 14, 15, 16 -> false; // 1394, FC, USB, iSCSI, SD, files, Spaces
            default -> true;
        };
    }

    private static Optional<Disk> disk(Fields row) {
        var name = row.text("DeviceId").map(id -> "PhysicalDrive" + id);
        var bytes = row.number("Size").filter(size -> size > 0);
        return name.flatMap(known ->
                bytes.map(size ->
                        new Disk(
                                known,
                                row.maker("FriendlyName"),
                                row.maker("SerialNumber").map(HardwareReader::serial),
                                size,
                                medium(row),
                                health(row),
                                row.maker("FirmwareVersion"))));
    }

    /**
     * What Windows makes of what the disk says (MSFT_PhysicalDisk). One that merely had trouble in
     * reading, which is a warning, is neither well nor about to fail.
     */
    private static Optional<Health> health(Fields row) {
        boolean failing =
                row.list("OperationalStatus").stream()
                        .flatMap(status -> status.number().stream())
                        .anyMatch(FAILING::contains);
        return failing
                ? Optional.of(Health.FAILING)
                : switch (row.number("HealthStatus").orElse(UNKNOWN).intValue()) {
                    case 0 -> Optional.of(Health.PASSED);
                    case 2 -> Optional.of(Health.FAILING);
                    default -> Optional.empty();
                };
    }

    /**
     * How worn disks are, in percent of what their makers promise. A hard disk says 0 whatever it
     * is like, and so do solid-state disks that do not count; NVMe ones have to.
     */
    static Optional<List<DiskWear>> wear(WindowsFacts facts) {
        var disks = facts.rows("disks").orElse(List.of());
        return facts.rows("wear")
                .map(rows ->
                        rows.stream()
                                .flatMap(row -> wear(row, disks).stream())
                                .sorted(Comparator.comparing(DiskWear::name))
                                .limit(MOST_DISKS)
                                .toList());
    }

    private static Optional<DiskWear> wear(Fields row, List<Fields> disks) {
        var medium =
                disks.stream()
                        .filter(HardwareReader::builtIn)
                        .filter(disk -> disk.text("DeviceId").isPresent())
                        .filter(disk -> disk.text("DeviceId").equals(row.text("DeviceId")))
                        .flatMap(disk -> medium(disk).stream())
                        .findFirst();
        long least = medium.equals(Optional.of(Medium.NVME)) ? 0 : 1;
        return medium.filter(on -> on != Medium.HARD_DISK)
                .flatMap(_ -> row.number("Wear"))
                .filter(wear -> wear >= least && wear <= MOST_WEAR)
                .flatMap(wear ->
                        row.text("DeviceId")
                                .map(id -> new DiskWear("PhysicalDrive" + id, wear.intValue())));
    }

    /** NVMe drives are shown with a full stop behind their identifier. */
    private static String serial(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static Optional<Medium> medium(Fields row) {
        return switch (row.number("BusType").orElse(0L).intValue()) {
            case 17 -> Optional.of(Medium.NVME);
            case 13, 19 -> Optional.of(Medium.FLASH); // MMC, UFS
            default -> ofType(row.number("MediaType").orElse(0L).intValue());
        };
    }

    private static Optional<Medium> ofType(int mediaType) {
        return switch (mediaType) {
            case 3 -> Optional.of(Medium.HARD_DISK);
            case 4 -> Optional.of(Medium.SOLID_STATE);
            default -> Optional.empty();
        };
    }
}
