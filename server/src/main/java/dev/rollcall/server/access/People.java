package dev.rollcall.server.access;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.PersonId;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/** The people who may sign in. */
public final class People {

    private static final Pattern LOGIN = Pattern.compile("[a-z0-9][a-z0-9._@+-]{0,99}");

    private static final String COLUMNS =
            "SELECT district_id, id, login, display_name, password_hash, created_at, disabled_at"
                    + " FROM access_person";

    private final IdSource ids;

    public People(IdSource ids) {
        this.ids = ids;
    }

    /** A person of a district, who may do nothing yet. Logins are unique on the server. */
    public PersonId create(
            Handle handle,
            DistrictId home,
            String login,
            String displayName,
            PasswordHash password,
            Instant now) {
        var clean = login.strip().toLowerCase(Locale.ROOT);
        check(clean, displayName);
        if (find(handle, clean).isPresent()) {
            throw new Problem(
                    ProblemCode.CONFLICT, "this login is taken", Map.of("field", "login"));
        }
        var id = new PersonId(ids.next());
        handle.createUpdate(
                        """
                        INSERT INTO access_person
                               (district_id, id, login, display_name, password_hash, created_at)
                        VALUES (:home, :id, :login, :name, :password, :now)
                        """)
                .bind("home", home)
                .bind("id", id)
                .bind("login", clean)
                .bind("name", displayName.strip())
                .bind("password", password.text())
                .bind("now", now)
                .execute();
        return id;
    }

    public Optional<Person> find(Handle handle, DistrictId home, PersonId id) {
        return handle.createQuery(COLUMNS + " WHERE district_id = :home AND id = :id")
                .bind("home", home)
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Whichever district they belong to. */
    public Optional<Person> find(Handle handle, String login) {
        return credentials(handle, login).map(Credentials::person);
    }

    /** After a login, in its order. */
    public List<Person> list(Handle handle, DistrictId home, String after, int limit) {
        return handle.createQuery(
                        COLUMNS
                                + " WHERE district_id = :home AND login > :after"
                                + " ORDER BY login FETCH FIRST :limit ROWS ONLY")
                .bind("home", home)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list();
    }

    /** Sets a new password; the caller revokes the tokens. Whether there is such a person. */
    public boolean setPassword(Handle handle, DistrictId home, PersonId id, PasswordHash password) {
        return handle.createUpdate(
                                """
                                UPDATE access_person SET password_hash = :password
                                 WHERE district_id = :home AND id = :id
                                """)
                        .bind("home", home)
                        .bind("id", id)
                        .bind("password", password.text())
                        .execute()
                == 1;
    }

    /** From now on they cannot sign in and their tokens do not work; whether that is new. */
    public boolean disable(Handle handle, DistrictId home, PersonId id, Instant now) {
        return handle.createUpdate(
                                """
                                UPDATE access_person SET disabled_at = :now
                                 WHERE district_id = :home AND id = :id AND disabled_at IS NULL
                                """)
                        .bind("home", home)
                        .bind("id", id)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /** Lets them sign in again; whether that is new. */
    public boolean enable(Handle handle, DistrictId home, PersonId id) {
        return handle.createUpdate(
                                """
                                UPDATE access_person SET disabled_at = NULL
                                 WHERE district_id = :home AND id = :id AND disabled_at IS NOT NULL
                                """)
                        .bind("home", home)
                        .bind("id", id)
                        .execute()
                == 1;
    }

    Optional<Credentials> credentials(Handle handle, String login) {
        return handle.createQuery(COLUMNS + " WHERE login = :login")
                .bind("login", login.strip().toLowerCase(Locale.ROOT))
                .map((row, context) ->
                        new Credentials(
                                read(row),
                                Columns.optionalText(row, "password_hash").map(PasswordHash::new)))
                .findOne();
    }

    private static Person read(ResultSet row) throws SQLException {
        return new Person(
                new DistrictId(Columns.uuid(row, "district_id")),
                new PersonId(Columns.uuid(row, "id")),
                row.getString("login"),
                row.getString("display_name"),
                Columns.instant(row, "created_at"),
                Columns.optionalInstant(row, "disabled_at"));
    }

    private static void check(String login, String displayName) {
        if (!LOGIN.matcher(login).matches()) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "a login is 1 to 100 letters, digits and . _ @ + -",
                    Map.of("field", "login"));
        }
        if (displayName.isBlank()
                || displayName.length() > 200
                || displayName.chars().anyMatch(Character::isISOControl)) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "a name is 1 to 200 characters without control characters",
                    Map.of("field", "displayName"));
        }
    }

    /** A person with what proves them. */
    record Credentials(Person person, Optional<PasswordHash> password) {}
}
