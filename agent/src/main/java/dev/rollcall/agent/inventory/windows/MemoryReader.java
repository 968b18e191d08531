package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.inventory.collect.Smbios;
import dev.rollcall.common.inventory.MemoryModule;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Lists memory modules, and says how much memory fits beside them. */
final class MemoryReader {

    private static final int MOST_MODULES = 256;
    private static final String PLACES = "MemoryDevices";

    /** Win32_PhysicalMemoryArray, Use: the memory that programs run in. */
    private static final long SYSTEM_MEMORY = 3;

    /** MaxCapacity: more than can be said there. */
    private static final long ELSEWHERE = 0x8000_0000L;

    /** In kilobytes: more than any board takes. */
    private static final long MOST_CAPACITY = 1L << 40;

    private MemoryReader() {}

    /** Those that are there: Windows lists no empty slots. */
    static Optional<List<MemoryModule>> modules(WindowsFacts facts) {
        return facts.rows("memory")
                .map(rows ->
                        rows.stream()
                                .flatMap(row -> module(row).stream())
                                .sorted(Comparator.comparing(module -> module.slot().orElse("")))
                                .limit(MOST_MODULES)
                                .toList());
    }

    private static Optional<MemoryModule> module(Fields row) {
        return row.number("Capacity")
                .filter(bytes -> bytes > 0)
                .map(bytes ->
                        new MemoryModule(
                                row.maker("DeviceLocator"),
                                bytes,
                                row.number("SMBIOSMemoryType").flatMap(Smbios::memoryType),
                                // SMBIOS counts these in million transfers, whatever WMI says
                                row.count("ConfiguredClockSpeed").or(() -> row.count("Speed")),
                                row.maker("Manufacturer"),
                                row.maker("PartNumber"),
                                row.maker("SerialNumber")));
    }

    /** Places for modules, on all boards. */
    static Optional<Integer> slots(WindowsFacts facts) {
        var arrays = arrays(facts);
        boolean known =
                !arrays.isEmpty() && arrays.stream().allMatch(a -> a.count(PLACES).isPresent());
        int slots =
                known
                        ? arrays.stream()
                                .mapToInt(a -> Math.min(a.count(PLACES).orElse(0), MOST_MODULES))
                                .sum()
                        : 0;
        return slots > 0 && slots <= MOST_MODULES ? Optional.of(slots) : Optional.empty();
    }

    /** Unknown where the firmware lists more modules than places for them. */
    static Optional<Integer> emptySlots(WindowsFacts facts) {
        return modules(facts)
                .filter(modules -> !modules.isEmpty())
                .flatMap(modules -> slots(facts).map(slots -> slots - modules.size()))
                .filter(empty -> empty >= 0);
    }

    static Optional<Long> maximumBytes(WindowsFacts facts) {
        var arrays = arrays(facts);
        boolean known =
                !arrays.isEmpty() && arrays.stream().allMatch(a -> kilobytes(a).isPresent());
        return known
                ? Optional.of(arrays.stream().mapToLong(a -> kilobytes(a).orElse(0L)).sum() * 1024)
                : Optional.empty();
    }

    /** MaxCapacityEx is of Windows 10 and later. */
    private static Optional<Long> kilobytes(Fields array) {
        return array.number("MaxCapacityEx")
                .filter(most -> most > 0)
                .or(() -> array.number("MaxCapacity").filter(most -> most > 0 && most < ELSEWHERE))
                .filter(most -> most < MOST_CAPACITY);
    }

    private static List<Fields> arrays(WindowsFacts facts) {
        return facts.rows("slots").orElse(List.of()).stream()
                .filter(row -> row.number("Use").equals(Optional.of(SYSTEM_MEMORY)))
                .limit(MOST_MODULES)
                .toList();
    }
}
