package dev.rollcall.server.checkin;

import java.util.function.LongSupplier;

/**
 * What may still be written before the database meets a full disk.
 *
 * @param usableBytes asks the disk that the database is on
 * @param inventoryFloor below which inventory is refused
 * @param outcomesFloor below which everything but outcomes is refused
 */
public record FreeSpace(LongSupplier usableBytes, long inventoryFloor, long outcomesFloor) {

    /** What is taken in. */
    public enum Room {
        EVERYTHING,
        NO_INVENTORY,
        ONLY_OUTCOMES
    }

    public FreeSpace {
        if (outcomesFloor > inventoryFloor) {
            throw new IllegalArgumentException("inventory is refused first");
        }
    }

    public Room room() {
        long usable = usableBytes.getAsLong();
        if (usable < outcomesFloor) {
            return Room.ONLY_OUTCOMES;
        }
        return usable < inventoryFloor ? Room.NO_INVENTORY : Room.EVERYTHING;
    }
}
