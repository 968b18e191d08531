package dev.rollcall.server.pki.key;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How keys go from next to current to past, and are finished. */
public final class KeyLives {

    private KeyLives() {}

    /** Every key under a district's id that is not finished, oldest first. */
    public static List<KeyLife> of(Handle handle, DistrictId district) {
        return handle.createQuery(
                        """
                        SELECT k.key_id, k.purpose, k.state, k.state_since, k.public_key,
                            k.private_key IS NOT NULL OR k.token IS NOT NULL AS private_here,
                            k.token, k.token_object, a.der
                        FROM pki_key k
                        LEFT JOIN pki_authority a
                            ON a.district_id = k.district_id AND a.key_id = k.key_id
                        WHERE k.district_id = :district AND k.finished_at IS NULL
                        ORDER BY k.created_at, k.key_id
                        """)
                .bind("district", district)
                .map((row, c) ->
                        new KeyLife(
                                new KeyId(row.getString("key_id")),
                                Purpose.of(row.getString("purpose")),
                                KeyState.of(row.getString("state")),
                                Columns.instant(row, "state_since"),
                                EcKeys.publicKey(row.getBytes("public_key")),
                                row.getBoolean("private_here"),
                                Keys.inToken(row),
                                Optional.ofNullable(row.getBytes("der")).map(Pem::certificate)))
                .list();
    }

    public static List<KeyLife> of(
            Handle handle, DistrictId district, Purpose purpose, KeyState state) {
        return of(handle, district).stream()
                .filter(key -> key.purpose() == purpose && key.state() == state)
                .toList();
    }

    public static void move(
            Handle handle, DistrictId district, KeyId key, KeyState state, Instant now) {
        handle.execute(
                """
                UPDATE pki_key SET state = ?, state_since = ?
                WHERE district_id = ? AND key_id = ? AND finished_at IS NULL
                """,
                state.word(),
                now,
                district,
                key.value());
    }

    /** Whether it was current at some time and is next again. */
    public static boolean wasUsed(Handle handle, DistrictId district, KeyId key) {
        return handle.createQuery(
                                """
                                SELECT COUNT(*) FROM pki_key
                                WHERE district_id = ? AND key_id = ? AND state_since > created_at
                                """)
                        .bind(0, district)
                        .bind(1, key.value())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    /** The private half comes here, encrypted, from where it was kept. */
    public static void keepPrivate(Handle handle, DistrictId district, KeyId key, Bytes encrypted) {
        handle.execute(
                "UPDATE pki_key SET private_key = ? WHERE district_id = ? AND key_id = ?",
                encrypted,
                district,
                key.value());
    }

    /** Erases it from the database. A token keeps what it has, and the row says where. */
    public static void forgetPrivate(Handle handle, DistrictId district, KeyId key) {
        handle.execute(
                "UPDATE pki_key SET private_key = NULL WHERE district_id = ? AND key_id = ?",
                district,
                key.value());
    }

    /** A past key on which nothing depends any more. */
    public static void finish(Handle handle, DistrictId district, KeyId key, Instant now) {
        handle.execute(
                """
                UPDATE pki_key SET state = 'past', finished_at = ?
                WHERE district_id = ? AND key_id = ? AND finished_at IS NULL
                """,
                now,
                district,
                key.value());
    }

    /** A next key that has signed nothing, and its certificate, as if it had not been made. */
    public static void delete(Handle handle, DistrictId district, KeyId key) {
        handle.execute(
                "DELETE FROM pki_authority WHERE district_id = ? AND key_id = ?",
                district,
                key.value());
        handle.execute(
                "DELETE FROM pki_key WHERE district_id = ? AND key_id = ?", district, key.value());
    }
}
