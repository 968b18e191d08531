package dev.rollcall.server.pki.key;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.server.pki.key.PrivateHalf.InToken;
import dev.rollcall.server.storage.Columns;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The keys of every district, and the certificates of those that are authorities. */
public final class Keys {

    private Keys() {}

    /** A stored key. @param half empty where only the public half is here */
    public record StoredKey(PublicKey publicKey, Optional<PrivateHalf> half) {

        public Optional<Bytes> encrypted() {
            return half.flatMap(PrivateHalf::encrypted);
        }
    }

    /** An authority's key with its certificate. */
    public record StoredAuthority(X509Certificate certificate, Optional<PrivateHalf> half) {}

    public static void add(
            Handle handle,
            DistrictId district,
            Purpose purpose,
            KeyState state,
            PublicKey key,
            Optional<PrivateHalf> half,
            Instant now) {
        var where = half.flatMap(PrivateHalf::inToken);
        handle.createUpdate(
                        """
                        INSERT INTO pki_key
                            (district_id, key_id, purpose, state, public_key, private_key, token,
                             token_object, created_at, state_since)
                        VALUES
                            (:district, :key, :purpose, :state, :public, :private, :token,
                             :object, :now, :now)
                        """)
                .bind("district", district)
                .bind("key", KeyId.of(key).value())
                .bind("purpose", purpose.word())
                .bind("state", state.word())
                .bind("public", Bytes.copyOf(key.getEncoded()))
                .bindByType(
                        "private", half.flatMap(PrivateHalf::encrypted).orElse(null), Bytes.class)
                .bindByType("token", where.map(InToken::token).orElse(null), String.class)
                .bindByType("object", where.map(InToken::object).orElse(null), String.class)
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
                        SELECT public_key, private_key, token, token_object FROM pki_key
                        WHERE district_id = :district AND purpose = :purpose AND state = :state
                            AND finished_at IS NULL
                        ORDER BY created_at, key_id
                        """)
                .bind("district", district)
                .bind("purpose", purpose.word())
                .bind("state", state.word())
                .map((row, c) ->
                        new StoredKey(EcKeys.publicKey(row.getBytes("public_key")), half(row)))
                .list();
    }

    /** The authorities of one purpose that are not finished, oldest first. */
    public static List<StoredAuthority> authorities(
            Handle handle, DistrictId district, Purpose purpose, KeyState state) {
        return handle.createQuery(
                        """
                        SELECT a.der, k.private_key, k.token, k.token_object
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
                        new StoredAuthority(Pem.certificate(row.getBytes("der")), half(row)))
                .list();
    }

    private static Optional<PrivateHalf> half(ResultSet row) throws SQLException {
        var encrypted = Optional.ofNullable(row.getBytes("private_key"));
        var token = inToken(row);
        return token.isPresent()
                ? token.map(where -> where)
                : encrypted.map(Bytes::copyOf).map(PrivateHalf.Encrypted::new);
    }

    /** Of a row that has both columns. */
    static Optional<InToken> inToken(ResultSet row) throws SQLException {
        var object = Columns.optionalText(row, "token_object");
        return Columns.optionalText(row, "token")
                .map(token -> new InToken(token, object.orElseThrow()));
    }

    /** Labels of the keys in a token that any row names, finished ones too. */
    static Set<String> inToken(Handle handle, String token) {
        return handle.createQuery("SELECT token_object FROM pki_key WHERE token = ?")
                .bind(0, token)
                .mapTo(String.class)
                .set();
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
