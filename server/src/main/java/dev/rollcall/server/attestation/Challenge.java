package dev.rollcall.server.attestation;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a TPM was asked.
 *
 * @param key fingerprint of the device's key
 * @param enrollment that has the key; empty for one that has not joined yet
 * @param deviceKey TPMT_PUBLIC
 * @param attestationKey TPMT_PUBLIC
 * @param endorsement names the TPM, in this district
 */
record Challenge(
        DistrictId district,
        Digest key,
        Optional<EnrollmentId> enrollment,
        Bytes deviceKey,
        Bytes attestationKey,
        Digest endorsement,
        Bytes nonce,
        Digest secretHash,
        Instant expiresAt) {

    Challenge {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(enrollment, "enrollment");
        Objects.requireNonNull(deviceKey, "deviceKey");
        Objects.requireNonNull(attestationKey, "attestationKey");
        Objects.requireNonNull(endorsement, "endorsement");
        Objects.requireNonNull(nonce, "nonce");
        Objects.requireNonNull(secretHash, "secretHash");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }
}
