package dev.rollcall.agent.checkin;

import dev.rollcall.common.inventory.InventorySnapshot;

/** What the conversation needs of the inventory. */
public interface Inventories {

    /** What was collected last, or now where nothing was; may block for as long as collecting. */
    InventorySnapshot snapshot();

    /** The next snapshot is collected anew. */
    void refresh();
}
