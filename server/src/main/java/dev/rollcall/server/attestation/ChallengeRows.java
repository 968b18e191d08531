package dev.rollcall.server.attestation;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Challenges that were not answered yet, or lately: one for a key. */
final class ChallengeRows {

    /** Of one key, until the last of them has been over for its time. */
    static final int MOST_OF_A_KEY = 5;

    /** Keys that one TPM proves at a time. */
    static final int MOST_OF_A_TPM = 5;

    private ChallengeRows() {}

    /** How often a key began lately. */
    static int begun(Handle handle, DistrictId district, Digest key, Instant now) {
        return handle.createQuery(
                        """
                        SELECT begun FROM attestation_challenge
                        WHERE district_id = ? AND key_fingerprint = ? AND expires_at > ?
                        """)
                .bind(0, district)
                .bind(1, key)
                .bind(2, now)
                .mapTo(Integer.class)
                .findOne()
                .orElse(0);
    }

    /** Takes the place of an earlier one of the key; false where it begins too often. */
    static boolean add(Handle handle, Challenge challenge, Instant now) {
        handle.execute(
                "DELETE FROM attestation_challenge WHERE district_id = ? AND expires_at <= ?",
                challenge.district(),
                now);
        int before = begun(handle, challenge.district(), challenge.key(), now);
        if (before >= MOST_OF_A_KEY || others(handle, challenge) >= MOST_OF_A_TPM) {
            return false;
        }
        handle.execute(
                "DELETE FROM attestation_challenge WHERE district_id = ? AND key_fingerprint = ?",
                challenge.district(),
                challenge.key());
        handle.createUpdate(
                        """
                        INSERT INTO attestation_challenge
                            (district_id, key_fingerprint, enrollment_id, device_key,
                             attestation_key, endorsement, nonce, secret_hash, begun, expires_at)
                        VALUES
                            (:district, :key, :enrollment, :deviceKey, :attestationKey,
                             :endorsement, :nonce, :secret, :begun, :expires)
                        """)
                .bind("district", challenge.district())
                .bind("key", challenge.key())
                .bindByType("enrollment", challenge.enrollment().orElse(null), EnrollmentId.class)
                .bind("deviceKey", challenge.deviceKey())
                .bind("attestationKey", challenge.attestationKey())
                .bind("endorsement", challenge.endorsement())
                .bind("nonce", challenge.nonce())
                .bind("secret", challenge.secretHash())
                .bind("begun", before + 1)
                .bind("expires", challenge.expiresAt())
                .execute();
        return true;
    }

    private static int others(Handle handle, Challenge challenge) {
        return handle.createQuery(
                        """
                        SELECT COUNT(*) FROM attestation_challenge
                        WHERE district_id = ? AND endorsement = ? AND key_fingerprint <> ?
                        """)
                .bind(0, challenge.district())
                .bind(1, challenge.endorsement())
                .bind(2, challenge.key())
                .mapTo(Integer.class)
                .one();
    }

    /** One that still waits for its answer. It is told by its nonce, which nobody else was told. */
    static Optional<Challenge> open(Handle handle, Bytes nonce, Instant now) {
        return handle.createQuery(
                        """
                        SELECT district_id, key_fingerprint, enrollment_id, device_key,
                               attestation_key, endorsement, nonce, secret_hash, expires_at
                        FROM attestation_challenge
                        WHERE nonce = ? AND answered_at IS NULL AND expires_at > ?
                        """)
                .bind(0, nonce)
                .bind(1, now)
                .map((row, c) ->
                        new Challenge(
                                new DistrictId(Columns.uuid(row, "district_id")),
                                Columns.digest(row, "key_fingerprint"),
                                Columns.optionalUuid(row, "enrollment_id").map(EnrollmentId::new),
                                Columns.bytes(row, "device_key"),
                                Columns.bytes(row, "attestation_key"),
                                Columns.digest(row, "endorsement"),
                                Columns.bytes(row, "nonce"),
                                Columns.digest(row, "secret_hash"),
                                Columns.instant(row, "expires_at")))
                .findOne();
    }

    /** True for one answer only, right or wrong. */
    static boolean answered(Handle handle, Challenge challenge, Instant now) {
        return handle.execute(
                        """
                        UPDATE attestation_challenge SET answered_at = ?
                        WHERE district_id = ? AND key_fingerprint = ? AND nonce = ?
                          AND answered_at IS NULL
                        """,
                        now,
                        challenge.district(),
                        challenge.key(),
                        challenge.nonce())
                == 1;
    }
}
