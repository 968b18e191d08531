package dev.rollcall.agent.inventory.collect;

import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.PackageBucket;
import java.util.List;
import java.util.Objects;

/** What one collector came back with. */
public sealed interface Collected {

    /** Facts, and the bodies that they name by digest. */
    record Facts(InventorySection section, List<PackageBucket> buckets) implements Collected {

        public Facts {
            Objects.requireNonNull(section, "section");
            buckets = List.copyOf(buckets);
        }
    }

    /** There is nothing of this kind here, and why. */
    record Off(String because) implements Collected {}

    static Collected of(InventorySection section) {
        return new Facts(section, List.of());
    }
}
