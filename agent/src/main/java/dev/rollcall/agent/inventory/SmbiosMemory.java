package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Smbios;
import dev.rollcall.common.inventory.HardwareSection.MemoryModule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The memory as the firmware lists it: arrays (SMBIOS 3.7, type 16) with places for modules (type
 * 17). Pure.
 *
 * @param maximumBytes that all arrays of main memory take together; absent where one does not say
 * @param slots absent, like the empty ones, where no place is listed
 */
record SmbiosMemory(
        List<MemoryModule> modules,
        Optional<Long> maximumBytes,
        Optional<Integer> slots,
        Optional<Integer> emptySlots) {

    private static final int MAX_MODULES = 256;
    private static final int ARRAY = 16;
    private static final int DEVICE = 17;
    private static final int USE_AT = 0x05;
    private static final int MAIN_MEMORY = 3;

    /** Video memory, flash, non-volatile memory and cache. */
    private static final Set<Integer> OTHER_USES = Set.of(4, 5, 6, 7);

    private static final int SIZE_AT = 0x0c;
    private static final int SIZE_UNKNOWN = 0xffff;
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
        return new SmbiosMemory(
                places.stream().flatMap(s -> module(s).stream()).limit(MAX_MODULES).toList(),
                maximum(arrays.stream().filter(s -> s.number(USE_AT) == MAIN_MEMORY).toList()),
                count(places, places.size()),
                count(places, empty));
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
                        device.string(0x18)));
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
