package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.UnitId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What enrollment needs from custody: who is known by a serial, and who is expected. */
public interface KnownRecords {

    /**
     * Those of the district with this serial; none for a serial that many machines share.
     *
     * @param from the unit of the token that is shown: a permit counts in it and below
     */
    List<KnownRecord> withSerial(
            Handle handle, DistrictId district, String serial, UnitId from, Instant now);

    /** What is known of a record; empty for one that was retired in good order. */
    Optional<KnownRecord> living(Handle handle, DistrictId district, DeviceId device, Instant now);

    /** The permit of a device was used for this enrollment. */
    void arrived(
            Handle handle,
            DistrictId district,
            DeviceId device,
            EnrollmentId enrollment,
            Instant now);
}
