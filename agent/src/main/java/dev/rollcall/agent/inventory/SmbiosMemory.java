package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Smbios;
import dev.rollcall.common.inventory.MemoryModule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The memory as the firmware lists it: arrays (SMBIOS 3.7, type 16) with places for modules (type
 * 17). Pure.
 *
 * @param maximumBytes that all arrays of main memory take together; absent where one does not say
 * @param errorCorrecting whether the main memory corrects errors, as its arrays say, or else its
 *     modules; absent where some do and some do not
 * @param slots absent, like the empty ones, where no place is listed
 */
record SmbiosMemory(
        List<MemoryModule> modules,
        Optional<Long> maximumBytes,
        Optional<Boolean> errorCorrecting,
        Optional<Integer> slots,
        Optional<Integer> emptySlots) {

    private static final int MAX_MODULES = 256;
    private static final int ARRAY = 16;
    private static final int DEVICE = 17;
    private static final int USE_AT = 0x05;
    private static final int CORRECTION_AT = 0x06;
    private static final int MAIN_MEMORY = 3;

    /** Video memory, flash, non-volatile memory and cache. */
    private static final Set<Integer> OTHER_USES = Set.of(4, 5, 6, 7);

    private static final int SIZE_AT = 0x0c;
    private static final int SIZE_UNKNOWN = 0xffff;
    private static final int UNKNOWN_WIDTH = 0xffff;
    private static final int SIZE_EXTENDED = 0x7fff;
    private static final long CAPACITY_EXTENDED = 0x8000_0000L;

    /** A pebibyte: whoever says more has not been asked by anybody. */
    private static final long MOST = 1L << 50;

    static SmbiosMemory of(List<SmbiosStructure> tables) {
        var arrays = tables.stream().filter(s -> s.type() == ARRAY).toList();
        var others =
                arrays.stream()
                        .filter(s -> OTHER_USES.contains(s.number(USE_AT)))
                        .map(SmbiosStructure::handle)
                        .collect(Collectors.toSet());
        var places =
                tables.stream()
                        .filter(s -> s.type() == DEVICE && !others.contains(s.word(0x04)))
                        .toList();
        long empty = places.stream().filter(s -> s.word(SIZE_AT) == 0).count();
        var main = arrays.stream().filter(s -> s.number(USE_AT) == MAIN_MEMORY).toList();
        var modules = places.stream().flatMap(s -> module(s).stream()).limit(MAX_MODULES).toList();
        return new SmbiosMemory(
                modules,
                maximum(main),
                agreed(main.stream().map(SmbiosMemory::corrects).toList())
                        .or(() ->
                                agreed(
                                        modules.stream()
                                                .map(MemoryModule::errorCorrecting)
                                                .toList())),
                count(places, places.size()),
                count(places, empty));
    }

    /**
     * SMBIOS 3.7, table 74: none, and by one or by several bits; parity finds errors and corrects
     * none.
     */
    private static Optional<Boolean> corrects(SmbiosStructure array) {
        return switch (array.number(CORRECTION_AT)) {
            case 3, 4 -> Optional.of(false);
            case 5, 6 -> Optional.of(true);
            default -> Optional.empty();
        };
    }

    /** More bits in all than are data; DDR5's own correction within a chip is none of that. */
    private static Optional<Boolean> hasSpareBits(SmbiosStructure device) {
        int all = device.word(0x08);
        int data = device.word(0x0a);
        boolean known = data > 0 && data < UNKNOWN_WIDTH && all >= data && all < UNKNOWN_WIDTH;
        return known ? Optional.of(all > data) : Optional.empty();
    }

    /** What all say. */
    private static Optional<Boolean> agreed(List<Optional<Boolean>> each) {
        return each.isEmpty() || each.stream().distinct().count() > 1
                ? Optional.empty()
                : each.getFirst();
    }

    private static Optional<Integer> count(List<SmbiosStructure> places, long number) {
        return places.isEmpty() ? Optional.empty() : Optional.of((int) number);
    }

    private static Optional<Long> maximum(List<SmbiosStructure> arrays) {
        var each = arrays.stream().map(SmbiosMemory::capacity).toList();
        boolean known = each.stream().allMatch(bytes -> bytes > 0 && bytes <= MOST);
        return each.isEmpty() || !known
                ? Optional.empty()
                : Optional.of(each.stream().mapToLong(Long::longValue).sum());
    }

    /** In kibibytes, or in bytes where they are too many. */
    private static long capacity(SmbiosStructure array) {
        long kibibytes = array.doubleWord(0x07);
        return kibibytes == CAPACITY_EXTENDED ? array.quadWord(0x0f) : kibibytes * 1024;
    }

    private static Optional<MemoryModule> module(SmbiosStructure device) {
        long bytes = size(device);
        if (bytes == 0) {
            return Optional.empty();
        }
        return Optional.of(
                new MemoryModule(
                        device.string(0x10),
                        bytes,
                        Smbios.memoryType(device.number(0x12)),
                        speed(device),
                        device.string(0x17),
                        device.string(0x1a),
                        device.string(0x18),
                        Smbios.memoryForm(device.number(0x0e)),
                        hasSpareBits(device)));
    }

    private static long size(SmbiosStructure device) {
        int size = device.word(SIZE_AT);
        if (size == 0 || size == SIZE_UNKNOWN) {
            return 0;
        }
        if (size == SIZE_EXTENDED) {
            return (device.doubleWord(0x1c) & 0x7fffffffL) * 1024 * 1024;
        }
        return (size & 0x8000) == 0 ? size * 1024L * 1024 : (size & 0x7fff) * 1024L;
    }

    private static Optional<Integer> speed(SmbiosStructure device) {
        int speed = device.word(0x20);
        speed = speed == 0 || speed == 0xffff ? device.word(0x15) : speed;
        return speed == 0 || speed == 0xffff ? Optional.empty() : Optional.of(speed);
    }
}
