package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.device.EnrolledDevice;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One joining of a device.
 *
 * @param device whose it is now
 * @param joinedAs the record that it joined as, by which its orders are signed: another one where
 *     that was merged
 * @param unit where the device is now
 * @param keyFingerprint SHA-256 of the first key's SubjectPublicKeyInfo
 * @param keyProtection as far as the server knows: file until a device proves better
 * @param addressKind of the network it enrolled from; the address itself could be a family's
 * @param end empty while it lives
 */
public record Enrollment(
        DistrictId district,
        EnrollmentId id,
        DeviceId device,
        DeviceId joinedAs,
        UnitId unit,
        TokenId token,
        Digest keyFingerprint,
        KeyProtection keyProtection,
        AddressKind addressKind,
        Instant startedAt,
        Optional<End> end) {

    /** How it ended. @param text what the person who ended it wrote */
    public record End(Instant at, EndReason reason, String text) {

        public End {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(text, "text");
        }
    }

    public Enrollment {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(joinedAs, "joinedAs");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(keyFingerprint, "keyFingerprint");
        Objects.requireNonNull(keyProtection, "keyProtection");
        Objects.requireNonNull(addressKind, "addressKind");
        Objects.requireNonNull(startedAt, "startedAt");
        end = Objects.requireNonNullElse(end, Optional.empty());
    }

    public EnrolledDevice enrolledDevice() {
        return new EnrolledDevice(district, device, id, unit);
    }
}
