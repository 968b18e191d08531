package dev.rollcall.server.device;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A device as the registry knows it.
 *
 * @param label what people call it, such as LHS-0417
 * @param cameFrom its record in another district, before a transfer
 * @param mergedInto the record that it is part of, while it is
 */
public record Device(
        DistrictId district,
        DeviceId id,
        UnitId unit,
        Optional<String> label,
        Description description,
        Instant createdAt,
        Optional<DeviceId> cameFrom,
        Optional<DeviceId> mergedInto) {

    public Device {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(unit, "unit");
        label = Objects.requireNonNullElse(label, Optional.empty());
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(createdAt, "createdAt");
        cameFrom = Objects.requireNonNullElse(cameFrom, Optional.empty());
        mergedInto = Objects.requireNonNullElse(mergedInto, Optional.empty());
    }

    /** A record that is part of another one is a {@link Problem}: it is no device to act on. */
    public Device requireOwn() {
        mergedInto.ifPresent(into -> {
            throw new Problem(
                    ProblemCode.CONFLICT,
                    "this record is merged into " + into + ": name that one, or unmerge this");
        });
        return this;
    }

    /** What lists call it: its label, else its hostname, else its serial, else its id. */
    public String displayName() {
        return label.or(description::hostname).or(description::serial).orElseGet(id::toString);
    }
}
