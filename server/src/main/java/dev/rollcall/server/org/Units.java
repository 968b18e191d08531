package dev.rollcall.server.org;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The districts and their units, as they are and as they were. */
public final class Units {

    private static final String STATES =
            """
            SELECT u.id, u.kind, u.slug, s.parent_id, s.name, s.time_zone,
                   s.return_grace_days, s.history_days
              FROM org_unit u
              JOIN org_unit_state s ON s.district_id = u.district_id AND s.unit_id = u.id
             WHERE u.district_id = :district
            """;

    private static final String DISTRICTS =
            """
            SELECT d.id, d.kind, d.provider_id, d.slug, s.name
              FROM org_district d
              JOIN org_unit_state s
                ON s.district_id = d.id AND s.unit_id = d.id AND s.valid_to IS NULL
            """;

    private final IdSource ids;

    public Units(IdSource ids) {
        this.ids = ids;
    }

    /** The provider that runs this server; there is at most one. */
    public DistrictId createProvider(
            Handle handle, String slug, String name, ZoneId zone, Instant now) {
        if (provider(handle).isPresent()) {
            throw new Problem(ProblemCode.CONFLICT, "this server has a provider already");
        }
        return createRoot(handle, UnitKind.PROVIDER, slug, name, zone, now);
    }

    /** A district of its own, served by the provider where there is one. */
    public DistrictId createDistrict(
            Handle handle, String slug, String name, ZoneId zone, Instant now) {
        return createRoot(handle, UnitKind.DISTRICT, slug, name, zone, now);
    }

    /** A unit below another, in its time zone. */
    public UnitId create(
            Handle handle,
            DistrictId district,
            UnitId parent,
            UnitKind kind,
            String slug,
            String name,
            Instant now) {
        if (kind.isRoot()) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "a " + kind.word() + " is not below another unit",
                    Map.of("field", "kind"));
        }
        var tree = tree(handle, district);
        if (tree.unit(parent).isEmpty()) {
            throw unknown();
        }
        if (tree.path(parent).size() >= UnitTree.MAX_DEPTH) {
            throw new Problem(ProblemCode.INVALID_VALUE, "the tree is deep enough");
        }
        UnitNames.checkSlug(slug);
        if (tree.find(slug).isPresent()) {
            throw taken(slug);
        }
        var id = new UnitId(ids.next());
        insertUnit(handle, district, id, kind, slug, now);
        var state = UnitState.inheriting(parent, UnitNames.cleanName(name));
        UnitStates.write(handle, district, id, state, now);
        return id;
    }

    public void rename(Handle handle, DistrictId district, UnitId unit, String name, Instant now) {
        var state = UnitStates.current(handle, district, unit).orElseThrow(Units::unknown);
        UnitStates.write(handle, district, unit, state.named(UnitNames.cleanName(name)), now);
    }

    /** Moves a unit with everything below it. */
    public void move(
            Handle handle, DistrictId district, UnitId unit, UnitId newParent, Instant now) {
        var state = UnitStates.current(handle, district, unit).orElseThrow(Units::unknown);
        tree(handle, district)
                .objectionToMove(unit, newParent)
                .ifPresent(objection -> {
                    throw new Problem(
                            ProblemCode.INVALID_VALUE, objection, Map.of("field", "parent"));
                });
        UnitStates.write(handle, district, unit, state.below(newParent), now);
    }

    /** Gives a unit a time zone of its own, for itself and those below that have none. */
    public void setTimeZone(
            Handle handle, DistrictId district, UnitId unit, ZoneId zone, Instant now) {
        var state = UnitStates.current(handle, district, unit).orElseThrow(Units::unknown);
        UnitStates.write(handle, district, unit, state.in(zone), now);
    }

    /**
     * Says for how long after the end of their certificates devices may return by themselves.
     *
     * @param days 0 for not at all; empty for what holds above
     */
    public void setReturnGrace(
            Handle handle, DistrictId district, UnitId unit, Optional<Integer> days, Instant now) {
        if (days.filter(d -> d < 0 || d > ReturnGrace.LONGEST).isPresent()) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "a grace is of 0 to " + ReturnGrace.LONGEST + " days",
                    Map.of("field", "returnGraceDays"));
        }
        var state = UnitStates.current(handle, district, unit).orElseThrow(Units::unknown);
        UnitStates.write(handle, district, unit, state.returningWithin(days), now);
    }

    /** For how long after the end of its certificate a device of a unit may return by itself. */
    public Duration returnGrace(Handle handle, DistrictId district, UnitId unit) {
        var days =
                tree(handle, district)
                        .unit(unit)
                        .map(u -> u.returnGrace().days())
                        .orElse(ReturnGrace.USUAL.days());
        return Duration.ofDays(days);
    }

    /**
     * Says for how many days the past of the inventory is kept, of devices that are in the unit.
     *
     * @param days empty for what holds above
     */
    public void setHistory(
            Handle handle, DistrictId district, UnitId unit, Optional<Integer> days, Instant now) {
        if (days.filter(d -> d < HistoryPeriod.LEAST).isPresent()) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "the past of the inventory is kept for three years, "
                            + HistoryPeriod.LEAST
                            + " days, at least: 2 CFR 200.334",
                    Map.of("field", "historyDays"));
        }
        if (days.filter(d -> d > HistoryPeriod.LONGEST).isPresent()) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "the past of the inventory is kept for "
                            + HistoryPeriod.LONGEST
                            + " days at most",
                    Map.of("field", "historyDays"));
        }
        var state = UnitStates.current(handle, district, unit).orElseThrow(Units::unknown);
        UnitStates.write(handle, district, unit, state.keeping(days), now);
    }

    /** For how long the past of the inventory is kept, by the unit where a device is. */
    public Map<UnitId, Duration> history(Handle handle, DistrictId district) {
        return tree(handle, district).all().stream()
                .collect(
                        Collectors.toUnmodifiableMap(
                                Unit::id, unit -> Duration.ofDays(unit.history().days())));
    }

    /** The tree as it is now; without units for an unknown district. */
    public UnitTree tree(Handle handle, DistrictId district) {
        return StoredUnit.tree(
                district,
                handle.createQuery(STATES + " AND s.valid_to IS NULL")
                        .bind("district", district)
                        .map((row, context) -> StoredUnit.read(row))
                        .list());
    }

    /** The tree as it was. */
    public UnitTree treeAt(Handle handle, DistrictId district, Instant at) {
        return StoredUnit.tree(
                district,
                handle.createQuery(
                                STATES
                                        + " AND s.valid_from <= :at"
                                        + " AND (s.valid_to IS NULL OR s.valid_to > :at)")
                        .bind("district", district)
                        .bind("at", at)
                        .map((row, context) -> StoredUnit.read(row))
                        .list());
    }

    public Optional<District> district(Handle handle, String slug) {
        return handle.createQuery(DISTRICTS + " WHERE d.slug = :slug")
                .bind("slug", slug)
                .map((row, context) -> readDistrict(row))
                .findOne();
    }

    public Optional<District> districtById(Handle handle, DistrictId id) {
        return handle.createQuery(DISTRICTS + " WHERE d.id = :id")
                .bind("id", id)
                .map((row, context) -> readDistrict(row))
                .findOne();
    }

    /** Every district and the provider, by slug. */
    public List<District> districts(Handle handle) {
        return handle.createQuery(DISTRICTS + " ORDER BY d.slug")
                .map((row, context) -> readDistrict(row))
                .list();
    }

    public Optional<District> provider(Handle handle) {
        return handle.createQuery(DISTRICTS + " WHERE d.kind = 'PROVIDER'")
                .map((row, context) -> readDistrict(row))
                .findOne();
    }

    /** Rises with every change of a district's tree. */
    Map<DistrictId, Long> versions(Handle handle) {
        var versions = new LinkedHashMap<DistrictId, Long>();
        handle.createQuery("SELECT id, version FROM org_district")
                .map((row, context) ->
                        versions.put(
                                new DistrictId(Columns.uuid(row, "id")), row.getLong("version")))
                .list();
        return versions;
    }

    private DistrictId createRoot(
            Handle handle, UnitKind kind, String slug, String name, ZoneId zone, Instant now) {
        UnitNames.checkSlug(slug);
        if (district(handle, slug).isPresent()) {
            throw taken(slug);
        }
        var id = new DistrictId(ids.next());
        handle.createUpdate(
                        """
                        INSERT INTO org_district (id, kind, provider_id, slug, version, created_at)
                        VALUES (:id, :kind, :provider, :slug, 0, :now)
                        """)
                .bind("id", id)
                .bind("kind", kind.name())
                .bindByType(
                        "provider",
                        provider(handle).map(District::id).orElse(null),
                        DistrictId.class)
                .bind("slug", slug)
                .bind("now", now)
                .execute();
        insertUnit(handle, id, Unit.root(id), kind, slug, now);
        var state = UnitState.root(UnitNames.cleanName(name), zone);
        UnitStates.write(handle, id, Unit.root(id), state, now);
        return id;
    }

    private static void insertUnit(
            Handle handle,
            DistrictId district,
            UnitId id,
            UnitKind kind,
            String slug,
            Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO org_unit (district_id, id, kind, slug, created_at)
                        VALUES (:district, :id, :kind, :slug, :now)
                        """)
                .bind("district", district)
                .bind("id", id)
                .bind("kind", kind.name())
                .bind("slug", slug)
                .bind("now", now)
                .execute();
    }

    private static District readDistrict(ResultSet row) throws SQLException {
        return new District(
                new DistrictId(Columns.uuid(row, "id")),
                UnitKind.valueOf(row.getString("kind")),
                Columns.optionalUuid(row, "provider_id").map(DistrictId::new),
                row.getString("slug"),
                row.getString("name"));
    }

    private static Problem unknown() {
        return new Problem(ProblemCode.NOT_FOUND, "there is no such unit in this district");
    }

    private static Problem taken(String slug) {
        return new Problem(
                ProblemCode.CONFLICT, "the slug " + slug + " is taken", Map.of("field", "slug"));
    }
}
