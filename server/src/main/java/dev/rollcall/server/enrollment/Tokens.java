package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.storage.Columns;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Every enrollment token. */
public final class Tokens {

    private static final String COLUMNS =
            """
            SELECT district_id, id, unit_id, note, uses, used, serials, addresses, created_at,
                   expires_at, revoked_at, came_from
            FROM enrollment_token
            """;

    private final IdSource ids;
    private final SecureRandom random;

    public Tokens(IdSource ids, SecureRandom random) {
        this.ids = ids;
        this.random = random;
    }

    /** A token just made. @param secret is shown once: it is not stored */
    public record Created(Token token, Secret secret) {}

    public Created create(Handle handle, NewToken wanted, Instant now) {
        return create(handle, wanted, Optional.empty(), now);
    }

    /**
     * @param cameFrom the record in another district of the device that it is for
     */
    Created create(Handle handle, NewToken wanted, Optional<DeviceId> cameFrom, Instant now) {
        var secret = TokenText.generate(random);
        var token =
                new Token(
                        wanted.district(),
                        new TokenId(ids.next()),
                        wanted.unit(),
                        wanted.note(),
                        wanted.uses(),
                        0,
                        wanted.serials().size(),
                        wanted.addresses(),
                        now,
                        now.plus(wanted.validFor()),
                        Optional.empty(),
                        cameFrom);
        handle.createUpdate(
                        """
                        INSERT INTO enrollment_token
                            (district_id, id, unit_id, hash, note, uses, used, serials, addresses,
                             created_at, expires_at, came_from)
                        VALUES
                            (:district, :id, :unit, :hash, :note, :uses, 0, :serials, :addresses,
                             :now, :until, :from)
                        """)
                .bind("district", token.district())
                .bind("id", token.id())
                .bind("unit", token.unit())
                .bind("hash", TokenText.digest(secret.revealText()).orElseThrow())
                .bind("note", token.note())
                .bind("uses", token.uses())
                .bind("serials", token.serials())
                .bind("addresses", text(token.addresses()))
                .bind("now", now)
                .bind("until", token.expiresAt())
                .bindByType("from", cameFrom.orElse(null), DeviceId.class)
                .execute();
        bind(handle, token, wanted.serials());
        return new Created(token, secret);
    }

    private static void bind(Handle handle, Token token, Collection<String> serials) {
        if (serials.isEmpty()) {
            return;
        }
        var batch =
                handle.prepareBatch(
                        """
                        INSERT INTO enrollment_token_serial (district_id, token_id, serial)
                        VALUES (?, ?, ?)
                        """);
        serials.forEach(serial -> batch.add(token.district(), token.id(), serial));
        batch.execute();
    }

    /** Whether the token's list has a serial that nobody joined with yet. */
    boolean lists(Handle handle, Token token, String serial) {
        return handle.createQuery(
                        """
                        SELECT 1 FROM enrollment_token_serial
                        WHERE district_id = ? AND token_id = ? AND serial = ? AND used_at IS NULL
                        """)
                .bind(0, token.district())
                .bind(1, token.id())
                .bind(2, serial)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Nobody joins with it again. */
    void joined(Handle handle, DistrictId district, TokenId token, String serial, Instant now) {
        handle.execute(
                """
                UPDATE enrollment_token_serial SET used_at = ?
                WHERE district_id = ? AND token_id = ? AND serial = ?
                """,
                now,
                district,
                token,
                serial);
    }

    /**
     * Of these units, newest first: ids rise with time.
     *
     * @param below only those before this one; empty from the newest on
     */
    public List<Token> list(
            Handle handle,
            DistrictId district,
            Collection<UnitId> units,
            Optional<TokenId> below,
            int limit) {
        return handle.createQuery(
                        COLUMNS
                                + """
                                 WHERE district_id = :district AND unit_id = ANY(:units)
                                   AND id < :below
                                 ORDER BY id DESC FETCH FIRST :limit ROWS ONLY
                                """)
                .registerArrayType(UUID.class, "uuid")
                .bind("district", district)
                .bindArray("units", UUID.class, units.stream().map(UnitId::value).toList())
                .bind("below", below.map(TokenId::value).orElse(new UUID(-1, -1)))
                .bind("limit", limit)
                .map((row, c) -> read(row))
                .list();
    }

    public Optional<Token> find(Handle handle, DistrictId district, TokenId token) {
        return handle.createQuery(COLUMNS + " WHERE district_id = ? AND id = ?")
                .bind(0, district)
                .bind(1, token)
                .map((row, c) -> read(row))
                .findOne();
    }

    Optional<Token> find(Handle handle, Digest hash) {
        return handle.createQuery(COLUMNS + " WHERE hash = ?")
                .bind(0, hash)
                .map((row, c) -> read(row))
                .findOne();
    }

    /** False when it is unknown or revoked already. */
    public boolean revoke(Handle handle, DistrictId district, TokenId token, Instant now) {
        return handle.execute(
                        """
                        UPDATE enrollment_token SET revoked_at = ?
                        WHERE district_id = ? AND id = ? AND revoked_at IS NULL
                        """,
                        now,
                        district,
                        token)
                == 1;
    }

    /** Takes one use, of an expired token too; false when none is left or it was revoked. */
    boolean spend(Handle handle, DistrictId district, TokenId token) {
        return handle.execute(
                        """
                        UPDATE enrollment_token SET used = used + 1
                        WHERE district_id = ? AND id = ? AND revoked_at IS NULL AND used < uses
                        """,
                        district,
                        token)
                == 1;
    }

    /** Gives one use back. */
    void giveBack(Handle handle, DistrictId district, TokenId token) {
        handle.execute(
                """
                UPDATE enrollment_token SET used = used - 1
                WHERE district_id = ? AND id = ? AND used > 0
                """,
                district,
                token);
    }

    private static Token read(ResultSet row) throws SQLException {
        return new Token(
                new DistrictId(Columns.uuid(row, "district_id")),
                new TokenId(Columns.uuid(row, "id")),
                new UnitId(Columns.uuid(row, "unit_id")),
                Columns.optionalText(row, "note"),
                row.getInt("uses"),
                row.getInt("used"),
                row.getInt("serials"),
                ranges(row.getString("addresses")),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "expires_at"),
                Columns.optionalInstant(row, "revoked_at"),
                Columns.optionalUuid(row, "came_from").map(DeviceId::new));
    }

    private static Optional<String> text(List<AddressRange> ranges) {
        return Optional.of(
                        ranges.stream()
                                .map(AddressRange::toString)
                                .collect(Collectors.joining(",")))
                .filter(text -> !text.isEmpty());
    }

    private static List<AddressRange> ranges(@Nullable String text) {
        return text == null
                ? List.of()
                : Stream.of(text.split(",")).map(AddressRange::parse).toList();
    }
}
