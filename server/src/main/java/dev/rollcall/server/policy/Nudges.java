package dev.rollcall.server.policy;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import java.util.Collection;

/** What this room needs of the gateway: ask connected devices to check in, at a measured pace. */
@FunctionalInterface
public interface Nudges {

    void nudge(DistrictId district, Collection<DeviceId> devices, String reason);
}
