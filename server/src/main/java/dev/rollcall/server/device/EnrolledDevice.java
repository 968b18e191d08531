package dev.rollcall.server.device;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.UnitId;
import java.util.Objects;

/** A device that proved a living enrollment, and the unit it is in. */
public record EnrolledDevice(
        DistrictId district, DeviceId device, EnrollmentId enrollment, UnitId unit) {

    public EnrolledDevice {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(enrollment, "enrollment");
        Objects.requireNonNull(unit, "unit");
    }
}
