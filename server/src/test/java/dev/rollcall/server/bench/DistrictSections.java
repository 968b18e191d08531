package dev.rollcall.server.bench;

import dev.rollcall.common.inventory.InventorySection;
import java.util.List;

/** What the devices of a {@link LargeDistrict} say, for those who let them say it. */
public final class DistrictSections {

    private DistrictSections() {}

    /** But for packages. */
    public static List<InventorySection> of(int number) {
        return LargeDistrict.sections(number);
    }
}
