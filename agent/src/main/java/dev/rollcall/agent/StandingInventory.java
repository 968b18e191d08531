package dev.rollcall.agent;

import dev.rollcall.agent.checkin.Inventories;
import dev.rollcall.agent.inventory.Inventory;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.VolatileFacts;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The inventory as a conversation needs it: collected anew when it has grown old or lacks parts.
 */
final class StandingInventory implements Inventories {

    private static final Duration FRESH = Duration.ofMinutes(55);

    private final Inventory inventory;
    private final LongSupplier nanoTime;
    private Optional<Long> collectedAt = Optional.empty();

    StandingInventory(Inventory inventory, LongSupplier nanoTime) {
        this.inventory = inventory;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized InventorySnapshot snapshot() {
        var old = collectedAt.map(at -> nanoTime.getAsLong() - at > FRESH.toNanos()).orElse(true);
        return old || !inventory.isComplete() ? collect() : inventory.current();
    }

    /** What was collected last, however old; collects only where that lacks parts. */
    synchronized InventorySnapshot last() {
        return inventory.isComplete() ? inventory.current() : collect();
    }

    /** Collects every section now. */
    synchronized InventorySnapshot collect() {
        try {
            var collected = inventory.collect();
            collectedAt = Optional.of(nanoTime.getAsLong());
            return collected;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return inventory.current();
        }
    }

    @Override
    public Optional<VolatileFacts> volatileFacts() {
        return inventory.volatileFacts();
    }
}
