package dev.rollcall.server.clone;

import dev.rollcall.common.id.DeviceId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One machine of a case, known by its boot.
 *
 * @param firstSeen in the case
 * @param left when it was given an identity and a record of its own
 * @param kept when it was left with the record
 * @param device its own record, once it left
 */
public record Copy(
        String bootId,
        Instant firstSeen,
        Instant lastSeen,
        Optional<Instant> left,
        Optional<Instant> kept,
        Optional<DeviceId> device) {

    public Copy {
        Objects.requireNonNull(bootId, "bootId");
        Objects.requireNonNull(firstSeen, "firstSeen");
        Objects.requireNonNull(lastSeen, "lastSeen");
        left = Objects.requireNonNullElse(left, Optional.empty());
        kept = Objects.requireNonNullElse(kept, Optional.empty());
        device = Objects.requireNonNullElse(device, Optional.empty());
    }

    /** Whether it still has to get a key of its own. */
    public boolean waits() {
        return left.isEmpty() && kept.isEmpty();
    }
}
