package dev.rollcall.server.pki.key;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.server.storage.Columns;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The keys of every district, and the certificates of those that are authorities. */
public final class Keys {

    private Keys() {}

    /** A stored key. @param encrypted empty where only the public half is here */
    public record StoredKey(PublicKey publicKey, Optional<Bytes> encrypted) {}

    /** An authority's key with its certificate. */
    public record StoredAuthority(X509Certificate certificate, Optional<Bytes> encrypted) {}

    public static void add(
            Handle handle,
            DistrictId district,
            Purpose purpose,
            KeyState state,
            PublicKey key,
            Optional<Bytes> encrypted,
            Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO pki_key
                            (district_id, key_id, purpose, state, public_key, private_key, created_at,
                             state_since)
                        VALUES
                            (:district, :key, :purpose, :state, :public, :private, :now, :now)
                        """)
                .bind("district", district)
                .bind("key", KeyId.of(key).value())
                .bind("purpose", purpose.word())
                .bind("state", state.word())
                .bind("public", Bytes.copyOf(key.getEncoded()))
                .bindByType("private", encrypted.orElse(null), Bytes.class)
                .bind("now", now)
                .execute();
    }

    public static void addAuthority(
            Handle handle, DistrictId district, X509Certificate certificate) {
        handle.execute(
                """
                INSERT INTO pki_authority
                    (district_id, key_id, subject, not_before, not_after, der)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                district,
                KeyId.of(certificate.getPublicKey()).value(),
                certificate.getSubjectX500Principal().getName(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                der(certificate));
    }

    /** The keys of one purpose that are not finished, oldest first. */
    public static List<StoredKey> find(
            Handle handle, DistrictId district, Purpose purpose, KeyState state) {
        return handle.createQuery(
                        """
                        SELECT public_key, private_key FROM pki_key
                        WHERE district_id = :district AND purpose = :purpose AND state = :state
                            AND finished_at IS NULL
                        ORDER BY created_at, key_id
                        """)
                .bind("district", district)
                .bind("purpose", purpose.word())
                .bind("state", state.word())
                .map((row, c) ->
                        new StoredKey(
                                EcKeys.publicKey(row.getBytes("public_key")),
                                Optional.ofNullable(row.getBytes("private_key"))
                                        .map(Bytes::copyOf)))
                .list();
    }

    /** The authorities of one purpose that are not finished, oldest first. */
    public static List<StoredAuthority> authorities(
            Handle handle, DistrictId district, Purpose purpose, KeyState state) {
        return handle.createQuery(
                        """
                        SELECT a.der, k.private_key
                        FROM pki_key k
                        JOIN pki_authority a
                            ON a.district_id = k.district_id AND a.key_id = k.key_id
                        WHERE k.district_id = :district AND k.purpose = :purpose AND k.state = :state
                            AND k.finished_at IS NULL
                        ORDER BY k.created_at, k.key_id
                        """)
                .bind("district", district)
                .bind("purpose", purpose.word())
                .bind("state", state.word())
                .map((row, c) ->
                        new StoredAuthority(
                                Pem.certificate(row.getBytes("der")),
                                Optional.ofNullable(row.getBytes("private_key"))
                                        .map(Bytes::copyOf)))
                .list();
    }

    /** The districts that have a current key of this purpose. */
    public static List<DistrictId> districts(Handle handle, Purpose purpose) {
        return handle.createQuery(
                        """
                        SELECT DISTINCT district_id FROM pki_key
                        WHERE purpose = ? AND state = 'current' ORDER BY district_id
                        """)
                .bind(0, purpose.word())
                .map((row, c) -> new DistrictId(Columns.uuid(row, "district_id")))
                .list();
    }

    /** Whether any district has this key already. */
    public static boolean isKnown(Handle handle, PublicKey key) {
        return handle.createQuery("SELECT COUNT(*) FROM pki_key WHERE key_id = :key")
                        .bind("key", KeyId.of(key).value())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    /** Puts the current keys of one purpose aside, for good: nothing depends on them. */
    public static void retire(Handle handle, DistrictId district, Purpose purpose, Instant now) {
        handle.execute(
                """
                UPDATE pki_key SET state = 'past', state_since = ?, finished_at = ?
                WHERE district_id = ? AND purpose = ? AND state = 'current'
                """,
                now,
                now,
                district,
                purpose.word());
    }

    public static Bytes der(X509Certificate certificate) {
        try {
            return Bytes.copyOf(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate without an encoding", e);
        }
    }
}
