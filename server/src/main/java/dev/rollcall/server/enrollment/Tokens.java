package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Columns;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Every enrollment token. */
public final class Tokens {

    private static final String COLUMNS =
            """
            SELECT district_id, id, unit_id, note, uses, used, created_at, expires_at, revoked_at,
                   came_from
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

    /** What came of spending. */
    sealed interface Spending {

        /** One use is gone. */
        record Spent(Token token) implements Spending {}

        /** Nothing changed. */
        record NotSpent(ProblemCode why) implements Spending {}
    }

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
                        now,
                        now.plus(wanted.validFor()),
                        Optional.empty(),
                        cameFrom);
        handle.createUpdate(
                        """
                        INSERT INTO enrollment_token
                            (district_id, id, unit_id, hash, note, uses, used, created_at,
                             expires_at, came_from)
                        VALUES
                            (:district, :id, :unit, :hash, :note, :uses, 0, :now, :until, :from)
                        """)
                .bind("district", token.district())
                .bind("id", token.id())
                .bind("unit", token.unit())
                .bind("hash", TokenText.digest(secret.revealText()).orElseThrow())
                .bind("note", token.note())
                .bind("uses", token.uses())
                .bind("now", now)
                .bind("until", token.expiresAt())
                .bindByType("from", cameFrom.orElse(null), DeviceId.class)
                .execute();
        return new Created(token, secret);
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

    /** Takes one use, if the token permits it at this instant. */
    Spending spend(Handle handle, Digest hash, Instant now) {
        int spent =
                handle.execute(
                        """
                        UPDATE enrollment_token SET used = used + 1
                        WHERE hash = ? AND revoked_at IS NULL AND expires_at > ? AND used < uses
                        """,
                        hash,
                        now);
        var token = find(handle, hash);
        if (spent == 1) {
            return new Spending.Spent(token.orElseThrow());
        }
        return new Spending.NotSpent(
                token.isEmpty()
                        ? ProblemCode.TOKEN_UNKNOWN
                        : token.get().objection(now).orElse(ProblemCode.TOKEN_SPENT));
    }

    private static Token read(ResultSet row) throws SQLException {
        return new Token(
                new DistrictId(Columns.uuid(row, "district_id")),
                new TokenId(Columns.uuid(row, "id")),
                new UnitId(Columns.uuid(row, "unit_id")),
                Columns.optionalText(row, "note"),
                row.getInt("uses"),
                row.getInt("used"),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "expires_at"),
                Columns.optionalInstant(row, "revoked_at"),
                Columns.optionalUuid(row, "came_from").map(DeviceId::new));
    }
}
