package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.UnitId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** A district that knows nobody by a serial. */
final class NobodyKnown implements KnownRecords {

    @Override
    public List<KnownRecord> withSerial(
            Handle handle, DistrictId district, String serial, UnitId from, Instant now) {
        return List.of();
    }

    @Override
    public Optional<KnownRecord> living(
            Handle handle, DistrictId district, DeviceId device, Instant now) {
        throw new AssertionError("nobody has proven a TPM");
    }

    @Override
    public void arrived(
            Handle handle,
            DistrictId district,
            DeviceId device,
            EnrollmentId enrollment,
            Instant now) {
        throw new AssertionError("nobody was expected");
    }
}
