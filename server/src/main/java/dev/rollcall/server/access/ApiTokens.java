package dev.rollcall.server.access;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.PersonId;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The API tokens, of which only digests are kept. */
public final class ApiTokens {

    /** How long a token can live. */
    public static final Duration LONGEST_LIFE = Duration.ofDays(366);

    private static final Pattern FORM = Pattern.compile("rct_[A-Za-z0-9_-]{43}");

    /** In the column, for a token that may do all its person may, also what is new next year. */
    private static final String ALL = "*";

    private static final String COLUMNS =
            """
            SELECT t.district_id, t.id, t.person_id, t.name, t.permissions, t.created_at,
                   t.expires_at, t.revoked_at, t.last_used_at
              FROM access_token t
            """;

    private final IdSource ids;
    private final RandomGenerator random;

    /**
     * @param random a secure one
     */
    public ApiTokens(IdSource ids, RandomGenerator random) {
        this.ids = ids;
        this.random = random;
    }

    /**
     * Makes a token of a person.
     *
     * @param permissions what it may be used for at most
     */
    public ApiToken.Made make(
            Handle handle,
            Person person,
            String name,
            Set<Permission> permissions,
            Duration life,
            Instant now) {
        if (life.isNegative() || life.isZero() || life.compareTo(LONGEST_LIFE) > 0) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "a token lives for a year at most",
                    Map.of("field", "life"));
        }
        if (name.isBlank() || name.length() > 200) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "a name is 1 to 200 characters",
                    Map.of("field", "name"));
        }
        var bytes = new byte[32];
        random.nextBytes(bytes);
        var token = "rct_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var made = new ApiToken.Made(new TokenId(ids.next()), token, now.plus(life));
        handle.createUpdate(
                        """
                        INSERT INTO access_token
                               (district_id, id, person_id, name, digest, permissions, created_at,
                                expires_at)
                        VALUES (:district, :id, :person, :name, :digest, :permissions, :now,
                                :expires)
                        """)
                .bind("district", person.home())
                .bind("id", made.id())
                .bind("person", person.id())
                .bind("name", name)
                .bind("digest", Digest.of(token))
                .bind("permissions", write(permissions))
                .bind("now", now)
                .bind("expires", made.expiresAt())
                .execute();
        return made;
    }

    /** A token that holds now, whose person is not disabled. */
    public Optional<ApiToken> find(Handle handle, String token, Instant now) {
        if (!FORM.matcher(token).matches()) {
            return Optional.empty();
        }
        return handle.createQuery(
                        COLUMNS
                                + """
                                  JOIN access_person p
                                    ON p.district_id = t.district_id AND p.id = t.person_id
                                 WHERE t.digest = :digest AND p.disabled_at IS NULL
                                """)
                .bind("digest", Digest.of(token))
                .map((row, context) -> read(row))
                .findOne()
                .filter(found -> found.holdsAt(now));
    }

    public Optional<ApiToken> find(Handle handle, DistrictId district, TokenId id) {
        return handle.createQuery(COLUMNS + " WHERE t.district_id = :district AND t.id = :id")
                .bind("district", district)
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Of a person, those that hold, oldest first, from after the given one on. */
    public List<ApiToken> list(
            Handle handle,
            DistrictId home,
            PersonId person,
            Optional<TokenId> after,
            int limit,
            Instant now) {
        return handle.createQuery(
                        COLUMNS
                                + """
                                 WHERE t.district_id = :home AND t.person_id = :person
                                   AND t.id > :after
                                   AND t.revoked_at IS NULL AND t.expires_at > :now
                                 ORDER BY t.id FETCH FIRST :limit ROWS ONLY
                                """)
                .bind("home", home)
                .bind("person", person)
                .bind("after", after.map(TokenId::value).orElse(new UUID(0, 0)))
                .bind("limit", limit)
                .bind("now", now)
                .map((row, context) -> read(row))
                .list();
    }

    /** Whether it was to hold longer. */
    public boolean revoke(Handle handle, DistrictId district, TokenId id, Instant now) {
        return handle.createUpdate(
                                """
                                UPDATE access_token SET revoked_at = :now
                                 WHERE district_id = :district AND id = :id AND revoked_at IS NULL
                                """)
                        .bind("district", district)
                        .bind("id", id)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /** How many. */
    public int revokeAll(Handle handle, DistrictId home, PersonId person, Instant now) {
        return handle.createUpdate(
                        """
                        UPDATE access_token SET revoked_at = :now
                         WHERE district_id = :home AND person_id = :person AND revoked_at IS NULL
                        """)
                .bind("home", home)
                .bind("person", person)
                .bind("now", now)
                .execute();
    }

    /** Notes a use, by the hour: a write per request would be a write too many. */
    public void used(Handle handle, ApiToken token, Instant now) {
        handle.createUpdate(
                        """
                        UPDATE access_token SET last_used_at = :hour
                         WHERE district_id = :district AND id = :id
                        """)
                .bind("hour", now.truncatedTo(ChronoUnit.HOURS))
                .bind("district", token.district())
                .bind("id", token.id())
                .execute();
    }

    /** Whether {@link #used} would note anything new. */
    static boolean isNews(ApiToken token, Instant now) {
        var hour = now.truncatedTo(ChronoUnit.HOURS);
        return token.lastUsedAt().map(hour::isAfter).orElse(true);
    }

    private static String write(Set<Permission> permissions) {
        return permissions.size() == Permission.values().length
                ? ALL
                : permissions.stream()
                        .map(Permission::word)
                        .sorted()
                        .collect(Collectors.joining(","));
    }

    private static Set<Permission> permissions(String column) {
        if (column.equals(ALL)) {
            return EnumSet.allOf(Permission.class);
        }
        return Arrays.stream(column.split(","))
                .filter(word -> !word.isEmpty())
                .map(Permission::parse)
                .collect(Collectors.toSet());
    }

    private static ApiToken read(ResultSet row) throws SQLException {
        return new ApiToken(
                new DistrictId(Columns.uuid(row, "district_id")),
                new TokenId(Columns.uuid(row, "id")),
                new PersonId(Columns.uuid(row, "person_id")),
                row.getString("name"),
                permissions(row.getString("permissions")),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "expires_at"),
                Columns.optionalInstant(row, "revoked_at"),
                Columns.optionalInstant(row, "last_used_at"));
    }
}
