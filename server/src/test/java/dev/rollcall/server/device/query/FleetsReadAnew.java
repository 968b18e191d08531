package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DistrictId;
import org.jdbi.v3.core.Handle;

/**
 * Reads the district anew for each question, by the handle of who asks: for rooms that write as
 * tests do.
 */
public record FleetsReadAnew(SectionContents contents) implements Fleets {

    @Override
    public Fleet of(Handle handle, DistrictId district) {
        return FleetIndex.whole(handle, district, contents);
    }
}
