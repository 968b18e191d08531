package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * When something that the server works with ends.
 *
 * @param what such as {@code root} or {@code next-root}
 * @param district whose it is; the provider's, of what is the installation's own
 */
public record Expiry(String what, DistrictId district, Instant at) {

    /** What ends sooner than that is told everywhere. */
    public static final Duration NEAR = Duration.ofDays(90);

    public Expiry {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(at, "at");
    }

    public boolean isNear(Instant now) {
        return at.isBefore(now.plus(NEAR));
    }
}
