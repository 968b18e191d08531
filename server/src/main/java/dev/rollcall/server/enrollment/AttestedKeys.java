package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Keys that a TPM proved to hold, and whose TPM that is. Only what was proven gets here. In the
 * transaction of the caller.
 */
public final class AttestedKeys {

    private AttestedKeys() {}

    /** A proof. @param endorsement names the TPM, in this district only */
    public record Proven(DistrictId district, Digest key, Digest endorsement) {}

    /**
     * Of a key that has not joined yet. A TPM has one of these: an earlier one is forgotten, so
     * that there are never more than TPMs.
     */
    public static void proven(Handle handle, Proven proven, Instant now) {
        handle.execute(
                """
                DELETE FROM enrollment_attested_key
                WHERE district_id = ? AND enrollment_id IS NULL AND endorsement = ?
                """,
                proven.district(),
                proven.endorsement());
        write(handle, proven, now);
    }

    /** Of the key that a living enrollment has its certificate for. */
    public static void proven(Handle handle, Proven proven, EnrollmentId enrollment, Instant now) {
        write(handle, proven, now);
        joined(handle, proven.district(), proven.key(), enrollment);
    }

    private static void write(Handle handle, Proven proven, Instant now) {
        int known =
                handle.execute(
                        """
                        UPDATE enrollment_attested_key SET endorsement = ?, attested_at = ?
                        WHERE district_id = ? AND key_fingerprint = ?
                        """,
                        proven.endorsement(),
                        now,
                        proven.district(),
                        proven.key());
        if (known == 0) {
            handle.execute(
                    """
                    INSERT INTO enrollment_attested_key
                        (district_id, key_fingerprint, endorsement, attested_at)
                    VALUES (?, ?, ?, ?)
                    """,
                    proven.district(),
                    proven.key(),
                    proven.endorsement(),
                    now);
        }
    }

    /** An enrollment has this key now; says so where the key was proven. */
    static void joined(Handle handle, DistrictId district, Digest key, EnrollmentId enrollment) {
        int proven =
                handle.execute(
                        """
                        UPDATE enrollment_attested_key SET enrollment_id = ?
                        WHERE district_id = ? AND key_fingerprint = ?
                        """,
                        enrollment,
                        district,
                        key);
        if (proven == 1) {
            handle.execute(
                    """
                    UPDATE enrollment SET key_protection = 'attested'
                    WHERE district_id = ? AND id = ?
                    """,
                    district,
                    enrollment);
            EnrollmentRows.touched(handle, district, enrollment);
        }
    }

    /** An enrollment was given a certificate for this key: what another one proved is over. */
    static void renewed(Handle handle, DistrictId district, Digest key, EnrollmentId enrollment) {
        int changed =
                handle.execute(
                        """
                        UPDATE enrollment SET key_protection = 'claimed'
                        WHERE district_id = ? AND id = ? AND key_protection = 'attested'
                          AND NOT EXISTS (SELECT 1 FROM enrollment_attested_key a
                              WHERE a.district_id = enrollment.district_id
                                AND a.enrollment_id = enrollment.id AND a.key_fingerprint = ?)
                        """,
                        district,
                        enrollment,
                        key);
        if (changed > 0) {
            EnrollmentRows.touched(handle, district, enrollment);
        }
    }

    /** A record and the TPM that it has, from one attestation. */
    private record Holder(DeviceId device, Digest endorsement) {}

    /**
     * The record whose TPM holds a key: the last one that this TPM attested for, if no other TPM
     * has attested for it since.
     */
    static Optional<DeviceId> recordOf(Handle handle, DistrictId district, Digest key) {
        return handle.createQuery(
                        """
                        SELECT endorsement FROM enrollment_attested_key
                        WHERE district_id = ? AND key_fingerprint = ?
                        """)
                .bind(0, district)
                .bind(1, key)
                .map((row, c) -> Columns.digest(row, "endorsement"))
                .findOne()
                .flatMap(tpm -> holder(handle, district, tpm));
    }

    /** Likewise, of a TPM. */
    public static Optional<DeviceId> holder(
            Handle handle, DistrictId district, Digest endorsement) {
        return newest(handle, district, "a.endorsement = ?", endorsement)
                .map(Holder::device)
                .filter(device -> tpmOf(handle, district, device).equals(Optional.of(endorsement)));
    }

    /** The TPM that a record attested with last. */
    public static Optional<Digest> tpmOf(Handle handle, DistrictId district, DeviceId device) {
        return newest(handle, district, "e.record_id = ?", device).map(Holder::endorsement);
    }

    private static Optional<Holder> newest(
            Handle handle, DistrictId district, String where, Object value) {
        return handle.createQuery(
                        """
                        SELECT e.record_id, a.endorsement FROM enrollment_attested_key a
                        JOIN enrollment e
                            ON e.district_id = a.district_id AND e.id = a.enrollment_id
                        WHERE a.district_id = ? AND %s
                        ORDER BY a.attested_at DESC, e.started_at DESC FETCH FIRST 1 ROWS ONLY
                        """
                                .formatted(where))
                .bind(0, district)
                .bind(1, value)
                .map((row, c) ->
                        new Holder(
                                new DeviceId(Columns.uuid(row, "record_id")),
                                Columns.digest(row, "endorsement")))
                .findOne();
    }
}
