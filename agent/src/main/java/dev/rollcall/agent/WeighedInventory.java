package dev.rollcall.agent;

import dev.rollcall.agent.checkin.Inventories;
import dev.rollcall.agent.weight.Watchdog;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.VolatileFacts;
import java.util.Optional;

/**
 * The inventory as the watchdog lets it be made, with what the agent takes itself. Safe for use by
 * many threads.
 */
record WeighedInventory(StandingInventory inventory, Watchdog watchdog) implements Inventories {

    @Override
    public InventorySnapshot snapshot() {
        return watchdog.pausesInventory() ? inventory.last() : inventory.snapshot();
    }

    @Override
    public Optional<VolatileFacts> volatileFacts() {
        return inventory
                .volatileFacts()
                .map(facts -> watchdog.weight().map(facts::with).orElse(facts));
    }
}
