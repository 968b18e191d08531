package dev.rollcall.server.checkin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * What may still be written before the database meets a full disk. Asks the disk once a second at
 * most. Safe for use by many threads.
 */
public final class FreeSpace {

    /** Devices by the thousand ask; what they write in a second is far below a floor. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final LongSupplier disk;
    private final long inventoryFloor;
    private final long outcomesFloor;
    private final InstantSource clock;
    private volatile Seen seen = new Seen(0, Instant.MIN);

    private record Seen(long usable, Instant at) {

        boolean isFresh(Instant now) {
            return !now.isBefore(at) && Duration.between(at, now).compareTo(FRESH) < 0;
        }
    }

    /** What is taken in. */
    public enum Room {
        EVERYTHING,
        NO_INVENTORY,
        ONLY_OUTCOMES;

        /** As people read it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * @param disk says how many bytes can be used on the disk that the database is on
     * @param inventoryFloor below which inventory is turned away
     * @param outcomesFloor below which everything but outcomes is refused
     */
    public FreeSpace(
            LongSupplier disk, long inventoryFloor, long outcomesFloor, InstantSource clock) {
        if (outcomesFloor > inventoryFloor) {
            throw new IllegalArgumentException("inventory is turned away first");
        }
        this.disk = disk;
        this.inventoryFloor = inventoryFloor;
        this.outcomesFloor = outcomesFloor;
        this.clock = clock;
    }

    public Room room() {
        long usable = usable();
        if (usable < outcomesFloor) {
            return Room.ONLY_OUTCOMES;
        }
        return usable < inventoryFloor ? Room.NO_INVENTORY : Room.EVERYTHING;
    }

    /** Whether there is room for outcomes only. */
    public boolean isForOutcomesOnly() {
        return room() == Room.ONLY_OUTCOMES;
    }

    /** Bytes, as of a second ago at most. */
    public long usable() {
        var now = clock.instant();
        var last = seen;
        if (last.isFresh(now)) {
            return last.usable();
        }
        long usable = disk.getAsLong();
        seen = new Seen(usable, now);
        return usable;
    }
}
