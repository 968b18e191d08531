package dev.rollcall.server.clone;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * That several machines share an enrollment.
 *
 * @param number counts per district; shown as {@code C-7}
 * @param device whose record it is
 * @param since when the first of the copies was seen that are known
 * @param settled when one was left with the record; what is copied still may show up later
 */
public record CloneCase(
        DistrictId district,
        int number,
        EnrollmentId enrollment,
        DeviceId device,
        Instant since,
        Optional<Instant> settled) {

    public CloneCase {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(enrollment, "enrollment");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(since, "since");
        settled = Objects.requireNonNullElse(settled, Optional.empty());
    }

    /** As people name it. */
    public String name() {
        return "C-" + number;
    }
}
