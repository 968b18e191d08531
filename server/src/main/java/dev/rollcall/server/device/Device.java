package dev.rollcall.server.device;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A device as the registry knows it.
 *
 * @param label what people call it, such as LHS-0417
 * @param cameFrom its record in another district, before a transfer
 */
public record Device(
        DistrictId district,
        DeviceId id,
        UnitId unit,
        Optional<String> label,
        Description description,
        Instant createdAt,
        Optional<DeviceId> cameFrom) {

    public Device {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(unit, "unit");
        label = Objects.requireNonNullElse(label, Optional.empty());
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(createdAt, "createdAt");
        cameFrom = Objects.requireNonNullElse(cameFrom, Optional.empty());
    }

    /** What lists call it: its label, else its hostname, else its serial, else its id. */
    public String displayName() {
        return label.or(description::hostname).or(description::serial).orElseGet(id::toString);
    }
}
