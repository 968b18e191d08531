package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Json;
import java.util.List;

/** The facts that the intake derives from a section, for those who write many devices as rows. */
public final class FactLeaves {

    private FactLeaves() {}

    public static List<Fact> of(InventorySection section) {
        return Fact.of(section, Json.wire().readTree(CanonicalJson.text(section)));
    }
}
