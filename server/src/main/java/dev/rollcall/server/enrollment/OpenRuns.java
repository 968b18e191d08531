package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** What enrollment needs from the jobs: what an ended enrollment had still to do is void. */
@FunctionalInterface
public interface OpenRuns {

    /** In the transaction that ends the enrollment. @return how many there were */
    int end(Handle handle, DistrictId district, EnrollmentId enrollment, Instant now);
}
