package dev.rollcall.agent.checkin;

import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.Where;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the conversation needs of the inventory. */
public interface Inventories {

    /**
     * What was collected last, with the ages of now; collects first where that is too old, or lacks
     * a section that is wanted, and may block for as long.
     */
    InventorySnapshot snapshot();

    /** What changes all the time, read now. */
    default Optional<VolatileFacts> volatileFacts() {
        return Optional.empty();
    }

    /** In which published network the device is now; absent where it may not or cannot say so. */
    default Optional<Where> where() {
        return volatileFacts().flatMap(VolatileFacts::where);
    }

    /**
     * The server said what time it is.
     *
     * @param took from the question to its answer, somewhere within which the server looked
     */
    default void heard(Instant serverTime, Duration took) {}
}
