package dev.rollcall.server.access;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.PersonId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Who has which role where, now and before. */
public final class Grants {

    private static final String COLUMNS =
            "SELECT district_id, id, unit_id, person_id, role, effect, valid_from, valid_to"
                    + " FROM access_grant";

    private final IdSource ids;

    public Grants(IdSource ids) {
        this.ids = ids;
    }

    /**
     * @param until the first instant it holds no more
     */
    public Grant give(
            Handle handle,
            Person person,
            Place place,
            Role role,
            Grant.Effect effect,
            Instant from,
            Optional<Instant> until) {
        if (until.isPresent() && !until.get().isAfter(from)) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "a grant ends after it begins",
                    Map.of("field", "until"));
        }
        var grant = new Grant(ids.next(), person.id(), place, role, effect, from, until);
        handle.createUpdate(
                        """
                        INSERT INTO access_grant
                               (district_id, id, unit_id, person_district_id, person_id, role,
                                effect, valid_from, valid_to)
                        VALUES (:district, :id, :unit, :home, :person, :role,
                                :effect, :from, :until)
                        """)
                .bind("district", place.district())
                .bind("id", grant.id())
                .bind("unit", place.unit())
                .bind("home", person.home())
                .bind("person", person.id())
                .bind("role", role.name())
                .bind("effect", effect.name())
                .bind("from", from)
                .bindByType("until", until.orElse(null), Instant.class)
                .execute();
        return grant;
    }

    /** Ends a grant now; whether it was to hold longer. */
    public boolean end(Handle handle, DistrictId district, UUID id, Instant now) {
        return handle.createUpdate(
                                """
                                UPDATE access_grant SET valid_to = :now
                                 WHERE district_id = :district AND id = :id
                                   AND (valid_to IS NULL OR valid_to > :now)
                                """)
                        .bind("district", district)
                        .bind("id", id)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    public Optional<Grant> find(Handle handle, DistrictId district, UUID id) {
        return handle.createQuery(COLUMNS + " WHERE district_id = :district AND id = :id")
                .bind("district", district)
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Of a person, in every district, those that hold now or will. */
    public List<Grant> of(Handle handle, PersonId person, Instant now) {
        return handle.createQuery(
                        COLUMNS
                                + " WHERE person_id = :person"
                                + " AND (valid_to IS NULL OR valid_to > :now)"
                                + " ORDER BY id")
                .bind("person", person)
                .bind("now", now)
                .map((row, context) -> read(row))
                .list();
    }

    /** In a district, those that hold at an instant or begin later, in the order of ids. */
    public List<Grant> list(
            Handle handle, DistrictId district, Optional<UUID> after, int limit, Instant at) {
        return handle.createQuery(
                        COLUMNS
                                + " WHERE district_id = :district AND id > :after"
                                + " AND (valid_to IS NULL OR valid_to > :at)"
                                + " ORDER BY id FETCH FIRST :limit ROWS ONLY")
                .bind("district", district)
                .bind("after", after.orElse(new UUID(0, 0)))
                .bind("at", at)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list();
    }

    private static Grant read(ResultSet row) throws SQLException {
        return new Grant(
                Columns.uuid(row, "id"),
                new PersonId(Columns.uuid(row, "person_id")),
                new Place(
                        new DistrictId(Columns.uuid(row, "district_id")),
                        new UnitId(Columns.uuid(row, "unit_id"))),
                Role.valueOf(row.getString("role")),
                Grant.Effect.valueOf(row.getString("effect")),
                Columns.instant(row, "valid_from"),
                Columns.optionalInstant(row, "valid_to"));
    }
}
