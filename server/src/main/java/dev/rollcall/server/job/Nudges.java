package dev.rollcall.server.job;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.job.Urgency;
import java.util.Collection;

/** What this room needs of the gateway: ask connected devices to check in, at a measured pace. */
@FunctionalInterface
public interface Nudges {

    void nudge(
            DistrictId district,
            Collection<EnrollmentId> enrollments,
            Urgency urgency,
            String reason);
}
