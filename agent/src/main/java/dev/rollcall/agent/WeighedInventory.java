package dev.rollcall.agent;

import dev.rollcall.agent.checkin.Inventories;
import dev.rollcall.agent.connection.ClockOffset;
import dev.rollcall.agent.weight.Watchdog;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.VolatileFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The inventory as the watchdog lets it be made, with what the agent takes itself and how wrong the
 * device's clock is. Safe for use by many threads.
 */
record WeighedInventory(StandingInventory inventory, Watchdog watchdog, ClockOffset clock)
        implements Inventories {

    @Override
    public InventorySnapshot snapshot() {
        return watchdog.pausesInventory() ? inventory.last() : inventory.snapshot();
    }

    @Override
    public Optional<VolatileFacts> volatileFacts() {
        return inventory
                .volatileFacts()
                .map(facts -> watchdog.weight().map(facts::with).orElse(facts))
                .map(facts ->
                        clock.now()
                                .map(Duration::toMillis)
                                .map(facts::withClockOffset)
                                .orElse(facts));
    }

    @Override
    public void heard(Instant serverTime, Duration took) {
        clock.heard(serverTime, took);
    }
}
