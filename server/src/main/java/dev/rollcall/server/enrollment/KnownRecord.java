package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import java.util.Objects;

/**
 * A device record that has the serial which somebody claims.
 *
 * @param shutOut whether it was reported stolen or lost, or its last enrollment was revoked
 * @param permitted whether somebody expects it to join again
 * @param connected whether its device has a session right now
 * @param attested whether a TPM is known that its device has
 */
public record KnownRecord(
        DeviceId device, boolean shutOut, boolean permitted, boolean connected, boolean attested) {

    public KnownRecord {
        Objects.requireNonNull(device, "device");
    }
}
