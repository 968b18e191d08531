package dev.rollcall.server.device;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.pki.KeyProtection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a device said when it last checked in.
 *
 * @param sessionSince when the session of the last check-in began
 * @param bootId of the device's kernel
 * @param about absent until a session began with it
 * @param stateLostAt when a check-in last carried another continuation than one of the last two:
 *     the device has forgotten, because its disk was set back or is not kept, or it was copied
 * @param cloneCase in which it is in quarantine
 */
public record Presence(
        DeviceId device,
        EnrollmentId enrollment,
        Instant lastCheckIn,
        Instant sessionSince,
        String bootId,
        Optional<About> about,
        Optional<Instant> stateLostAt,
        Optional<Integer> cloneCase) {

    /** Which agent it runs and what that can do. */
    public record About(
            String version,
            String platform,
            String hostname,
            KeyProtection keyProtection,
            List<String> actions,
            List<String> settings) {

        public About {
            actions = List.copyOf(actions);
            settings = List.copyOf(settings);
        }
    }

    public PresenceState state(Instant now) {
        return PresenceState.of(lastCheckIn, now);
    }
}
