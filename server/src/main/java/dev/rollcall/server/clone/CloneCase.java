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
 * @param closed by a person: its machines are not clones of each other
 * @param keeper the boot that a person wants to keep the record
 */
public record CloneCase(
        DistrictId district,
        int number,
        EnrollmentId enrollment,
        DeviceId device,
        Instant since,
        Optional<Instant> settled,
        Optional<Closed> closed,
        Optional<String> keeper) {

    /** That it is none, in the opinion of a person. @param by name of the person, for people */
    public record Closed(Instant at, String by, String reason) {

        public Closed {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(by, "by");
            Objects.requireNonNull(reason, "reason");
        }
    }

    public CloneCase {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(enrollment, "enrollment");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(since, "since");
        settled = Objects.requireNonNullElse(settled, Optional.empty());
        closed = Objects.requireNonNullElse(closed, Optional.empty());
        keeper = Objects.requireNonNullElse(keeper, Optional.empty());
    }

    /** Whether its machines are in quarantine. */
    public boolean isOpen() {
        return settled.isEmpty() && closed.isEmpty();
    }

    /** As people name it. */
    public String name() {
        return "C-" + number;
    }
}
