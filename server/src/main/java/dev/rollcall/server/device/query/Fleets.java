package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DistrictId;
import org.jdbi.v3.core.Handle;

/** Where questions find the devices of a district. */
public interface Fleets {

    /**
     * The devices as they were when this was asked, or later.
     *
     * @param handle of who asks
     * @throws dev.rollcall.server.problem.Problem when that would take long
     */
    Fleet of(Handle handle, DistrictId district);
}
