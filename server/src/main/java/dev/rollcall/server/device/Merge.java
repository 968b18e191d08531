package dev.rollcall.server.device;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * That a record is part of another one: both were the same computer all along.
 *
 * @param from what is not a device of its own while this holds
 * @param carried the enrollment that lived on {@code from} and went on as {@code into}
 * @param since by the server's clock
 * @param until when it was undone; empty while it holds
 * @param by name of the person, for people
 */
public record Merge(
        DistrictId district,
        DeviceId from,
        DeviceId into,
        Optional<EnrollmentId> carried,
        Instant since,
        Optional<Instant> until,
        String by,
        String reason) {

    public Merge {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(into, "into");
        carried = Objects.requireNonNullElse(carried, Optional.empty());
        Objects.requireNonNull(since, "since");
        until = Objects.requireNonNullElse(until, Optional.empty());
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(reason, "reason");
    }

    public boolean heldAt(Instant at) {
        return !since.isAfter(at) && until.map(at::isBefore).orElse(true);
    }
}
