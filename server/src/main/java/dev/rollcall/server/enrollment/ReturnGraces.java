package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import java.time.Duration;
import org.jdbi.v3.core.Handle;

/** For how long after the end of their certificates devices of a unit may return by themselves. */
@FunctionalInterface
public interface ReturnGraces {

    /** Zero for not at all. */
    Duration of(Handle handle, DistrictId district, UnitId unit);
}
