package dev.rollcall.server.clone;

import dev.rollcall.common.id.DeviceId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One machine of a case, known by its boot; machines that were copied with their memory have one
 * boot, and are told apart by a number behind it.
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

    /** Of the {@code n}-th machine with a boot. */
    static String name(String boot, int n) {
        return n == 1 ? boot : boot.substring(0, Math.min(boot.length(), 58)) + "#" + n;
    }

    /** What to call a machine with this boot that has no key of its own yet. */
    public static String name(List<Copy> all, String boot) {
        var done =
                all.stream()
                        .filter(copy -> !copy.waits())
                        .map(Copy::bootId)
                        .collect(Collectors.toSet());
        int n = 1;
        while (done.contains(name(boot, n))) {
            n++;
        }
        return name(boot, n);
    }

    /** Whether it still has to get a key of its own. */
    public boolean waits() {
        return left.isEmpty() && kept.isEmpty();
    }
}
