package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.device.RetiredAs;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;

/**
 * That a device shall be retired.
 *
 * @param on the date on which it left, in the words of who says so; today or before
 */
public record Retiring(
        DistrictId district, DeviceId device, RetiredAs as, LocalDate on, String reason) {

    /** Where a day begins first. */
    private static final ZoneOffset EARLIEST = ZoneOffset.ofHours(14);

    public Retiring {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(as, "as");
        Objects.requireNonNull(on, "on");
        Objects.requireNonNull(reason, "reason");
    }

    /** A date that is nowhere today yet is a {@link Problem}. */
    void requirePast(Instant now) {
        if (on.isAfter(LocalDate.ofInstant(now, EARLIEST)) || on.getYear() < 1970) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "the date is that on which the device left: today or before",
                    Map.of("field", "on"));
        }
    }
}
