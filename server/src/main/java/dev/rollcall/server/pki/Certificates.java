package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.server.pki.CertificateStatus.Revocation;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.storage.Columns;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Every certificate that the authorities issued. */
public final class Certificates {

    private Certificates() {}

    /** A revoked serial. */
    record Revoked(BigInteger serial, Revocation revocation) {}

    /** How many were revoked, and when last. */
    record Revocations(long count, Optional<Instant> newest) {}

    /** That a certificate was issued, and whether it was revoked. */
    record Standing(Optional<Revocation> revoked) {}

    public static void add(
            Handle handle,
            DistrictId district,
            PublicKey issuer,
            Optional<EnrollmentId> enrollment,
            X509Certificate certificate) {
        handle.createUpdate(
                        """
                        INSERT INTO pki_certificate
                            (district_id, serial, issuer_key, key_id, enrollment_id,
                             not_before, not_after, der)
                        VALUES
                            (:district, :serial, :issuer, :key, :enrollment, :from, :until, :der)
                        """)
                .bind("district", district)
                .bind("serial", word(certificate.getSerialNumber()))
                .bind("issuer", KeyId.of(issuer).value())
                .bind("key", KeyId.of(certificate.getPublicKey()).value())
                .bindByType("enrollment", enrollment.orElse(null), EnrollmentId.class)
                .bind("from", certificate.getNotBefore().toInstant())
                .bind("until", certificate.getNotAfter().toInstant())
                .bindByType("der", Keys.der(certificate), Bytes.class)
                .execute();
    }

    /** How many an authority signed. */
    public static long issuedBy(Handle handle, DistrictId district, KeyId authority) {
        return handle.createQuery(
                        """
                        SELECT COUNT(*) FROM pki_certificate
                        WHERE district_id = ? AND issuer_key = ?
                        """)
                .bind(0, district)
                .bind(1, authority.value())
                .mapTo(Long.class)
                .one();
    }

    /** The newest certificate for a key. */
    public static Optional<X509Certificate> of(Handle handle, DistrictId district, PublicKey key) {
        return handle.createQuery(
                        """
                        SELECT der FROM pki_certificate
                        WHERE district_id = ? AND key_id = ? ORDER BY not_before DESC LIMIT 1
                        """)
                .bind(0, district)
                .bind(1, KeyId.of(key).value())
                .map((row, c) -> Pem.certificate(row.getBytes("der")))
                .findOne();
    }

    /** The newest certificate of an enrollment for a key. */
    static Optional<X509Certificate> of(
            Handle handle, DistrictId district, EnrollmentId enrollment, PublicKey key) {
        return handle.createQuery(
                        """
                        SELECT der FROM pki_certificate
                        WHERE district_id = ? AND key_id = ? AND enrollment_id = ?
                        ORDER BY not_before DESC LIMIT 1
                        """)
                .bind(0, district)
                .bind(1, KeyId.of(key).value())
                .bind(2, enrollment)
                .map((row, c) -> Pem.certificate(row.getBytes("der")))
                .findOne();
    }

    /** The newest certificate of an enrollment. */
    static Optional<X509Certificate> newest(
            Handle handle, DistrictId district, EnrollmentId enrollment) {
        return handle.createQuery(
                        """
                        SELECT der FROM pki_certificate
                        WHERE district_id = ? AND enrollment_id = ?
                        ORDER BY not_before DESC LIMIT 1
                        """)
                .bind(0, district)
                .bind(1, enrollment)
                .map((row, c) -> Pem.certificate(row.getBytes("der")))
                .findOne();
    }

    /** How many of an enrollment begin at an instant or later. */
    static int since(Handle handle, DistrictId district, EnrollmentId enrollment, Instant instant) {
        return handle.createQuery(
                        """
                        SELECT COUNT(*) FROM pki_certificate
                        WHERE district_id = ? AND enrollment_id = ? AND not_before >= ?
                        """)
                .bind(0, district)
                .bind(1, enrollment)
                .bind(2, instant)
                .mapTo(Integer.class)
                .one();
    }

    static Optional<CertificateStatus> status(
            Handle handle, DistrictId district, BigInteger serial) {
        return handle.createQuery(
                        """
                        SELECT enrollment_id, not_after, revoked_at, revocation_reason
                        FROM pki_certificate
                        WHERE district_id = ? AND serial = ? AND enrollment_id IS NOT NULL
                        """)
                .bind(0, district)
                .bind(1, word(serial))
                .map((row, c) ->
                        new CertificateStatus(
                                new EnrollmentId(Columns.uuid(row, "enrollment_id")),
                                Columns.instant(row, "not_after"),
                                revocation(row)))
                .findOne();
    }

    /** Revokes what is not revoked yet; how many that were. */
    static int revoke(
            Handle handle,
            DistrictId district,
            EnrollmentId enrollment,
            RevocationReason reason,
            Instant now) {
        return handle.execute(
                """
                UPDATE pki_certificate SET revoked_at = ?, revocation_reason = ?
                WHERE district_id = ? AND enrollment_id = ? AND revoked_at IS NULL
                """,
                now,
                reason.word(),
                district,
                enrollment);
    }

    /** Those of one issuer that were revoked and would not have expired yet. */
    static List<Revoked> revoked(
            Handle handle, DistrictId district, PublicKey issuer, Instant now) {
        return handle.createQuery(
                        """
                        SELECT serial, revoked_at, revocation_reason FROM pki_certificate
                        WHERE district_id = ? AND issuer_key = ?
                            AND revoked_at IS NOT NULL AND not_after > ?
                        ORDER BY revoked_at, serial
                        """)
                .bind(0, district)
                .bind(1, KeyId.of(issuer).value())
                .bind(2, now)
                .map((row, c) ->
                        new Revoked(
                                new BigInteger(row.getString("serial"), 16),
                                new Revocation(
                                        Columns.instant(row, "revoked_at"),
                                        RevocationReason.of(row.getString("revocation_reason")))))
                .list();
    }

    /**
     * How many of one issuer were ever revoked, and when the last was: while both stay, so does the
     * list.
     */
    static Revocations revocations(Handle handle, DistrictId district, PublicKey issuer) {
        return handle.createQuery(
                        """
                        SELECT COUNT(*) AS revoked, MAX(revoked_at) AS newest FROM pki_certificate
                        WHERE district_id = ? AND issuer_key = ? AND revoked_at IS NOT NULL
                        """)
                .bind(0, district)
                .bind(1, KeyId.of(issuer).value())
                .map((row, c) ->
                        new Revocations(
                                row.getLong("revoked"), Columns.optionalInstant(row, "newest")))
                .one();
    }

    /** What one issuer's certificate of a serial counts; empty when it issued no such. */
    static Optional<Standing> standing(
            Handle handle, DistrictId district, PublicKey issuer, BigInteger serial) {
        return handle.createQuery(
                        """
                        SELECT revoked_at, revocation_reason FROM pki_certificate
                        WHERE district_id = ? AND serial = ? AND issuer_key = ?
                        """)
                .bind(0, district)
                .bind(1, word(serial))
                .bind(2, KeyId.of(issuer).value())
                .map((row, c) -> new Standing(revocation(row)))
                .findOne();
    }

    private static Optional<Revocation> revocation(ResultSet row) throws SQLException {
        var reason = Columns.optionalText(row, "revocation_reason");
        return reason.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Revocation(
                                Columns.instant(row, "revoked_at"),
                                RevocationReason.of(reason.get())));
    }

    private static String word(BigInteger serial) {
        return serial.toString(16);
    }
}
