package dev.rollcall.server.org;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Districts and their units: list, create, rename, move, time zone, grace for devices that return,
 * for how long the inventory's past is kept. A district itself is made on the server's own machine,
 * because its keys need people's passphrases.
 */
public final class OrgRoutes implements Routes {

    private static final String DISTRICTS = "/api/v1/districts";
    private static final String DISTRICT = DISTRICTS + "/{district}";
    private static final String UNITS = DISTRICT + "/units";

    private final Database database;
    private final Units units;
    private final AuditLog audit;
    private final Moves moves;

    public OrgRoutes(Database database, Units units, AuditLog audit, Moves moves) {
        this.database = database;
        this.units = units;
        this.audit = audit;
        this.moves = moves;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(DISTRICTS, this::districts),
                Route.get(DISTRICT, this::district),
                Route.get(UNITS, this::list),
                Route.post(UNITS, this::create),
                Route.patch(UNITS + "/{unit}", this::change));
    }

    private Response districts(Request request) {
        var seen = Caller.of(request).districts(Permission.ORG_VIEW);
        int limit = request.limit(100, 500);
        var after = request.cursor();
        // sorted here: databases disagree about where a hyphen goes
        var found =
                database.read(h -> units.districts(h)).stream()
                        .filter(district -> seen.contains(district.id()))
                        .filter(district -> district.slug().compareTo(after) > 0)
                        .sorted(Comparator.comparing(District::slug))
                        .limit(limit + 1L)
                        .toList();
        return Response.ok(request.page(found, limit, District::slug));
    }

    private Response district(Request request) {
        var id = Caller.of(request).district(request);
        return Response.ok(database.read(h -> units.districtById(h, id).orElseThrow()));
    }

    private Response list(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var seen = caller.scope(Permission.ORG_VIEW, district);
        var at = caller.past(request, "as-of");
        var tree =
                database.read(h ->
                        at.isPresent()
                                ? units.treeAt(h, district, at.get())
                                : units.tree(h, district));
        int limit = request.limit(500, 1000);
        var after = request.cursor(UnitId::parse);
        var shown =
                following(tree, after).stream()
                        .filter(unit -> seen.contains(unit.id()))
                        .map(UnitView::of)
                        .limit(limit + 1L)
                        .toList();
        return Response.ok(request.page(shown, limit, unit -> unit.id().toString()));
    }

    /** Those after a unit in the order of the tree. */
    private static List<Unit> following(UnitTree tree, Optional<UnitId> after) {
        var all = tree.all();
        if (after.isEmpty()) {
            return all;
        }
        var rest = all.stream().dropWhile(unit -> !unit.id().equals(after.get())).toList();
        if (rest.isEmpty()) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "the unit of the cursor is not there: begin again",
                    Map.of("field", "cursor"));
        }
        return rest.subList(1, rest.size());
    }

    private Response create(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var body = request.body(NewUnit.class);
        var parent = body.parent().map(p -> caller.unit(district, p)).orElse(Unit.root(district));
        caller.require(Permission.ORG_CHANGE, district, parent);
        return Response.created(
                database.write(h -> {
                    var id =
                            units.create(
                                    h,
                                    district,
                                    parent,
                                    body.kind(),
                                    body.slug(),
                                    body.name(),
                                    caller.now());
                    record(h, caller, district, id, "created", Optional.empty());
                    return view(h, district, id);
                }));
    }

    private Response change(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var unit = caller.unit(district, request.path("unit"));
        caller.require(Permission.ORG_CHANGE, district, unit);
        var body = request.body(UnitChange.class);
        var parent = body.parent().map(p -> caller.unit(district, p));
        // a unit is taken from one part of the tree and given to another
        parent.ifPresent(p -> caller.require(Permission.ORG_CHANGE, district, p));
        var zone = body.timeZone().map(OrgRoutes::zone);
        boolean changesGrace = body.changesReturnGrace();
        boolean changesHistory = body.changesHistory();
        return Response.ok(
                database.write(h -> {
                    var before = view(h, district, unit);
                    var now = caller.now();
                    body.name().ifPresent(name -> units.rename(h, district, unit, name, now));
                    parent.ifPresent(p ->
                            moves.make(h, district, () -> units.move(h, district, unit, p, now)));
                    zone.ifPresent(z -> units.setTimeZone(h, district, unit, z, now));
                    if (changesGrace) {
                        units.setReturnGrace(h, district, unit, body.returnGraceDays(), now);
                    }
                    if (changesHistory) {
                        units.setHistory(h, district, unit, body.historyDays(), now);
                    }
                    record(h, caller, district, unit, "changed", Optional.of(before));
                    return view(h, district, unit);
                }));
    }

    private UnitView view(Handle handle, DistrictId district, UnitId unit) {
        return UnitView.of(units.tree(handle, district).unit(unit).orElseThrow());
    }

    private void record(
            Handle handle,
            Caller caller,
            DistrictId district,
            UnitId unit,
            String verb,
            Optional<Object> before) {
        audit.record(
                handle,
                new AuditEvent(
                        district,
                        caller.actor(),
                        caller.now(),
                        verb,
                        "unit",
                        unit.toString(),
                        before,
                        Optional.of(view(handle, district, unit))));
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "there is no time zone of this name",
                    Map.of("field", "timeZone"));
        }
    }

    record NewUnit(Optional<String> parent, UnitKind kind, String slug, String name) {

        NewUnit {
            parent = Objects.requireNonNullElse(parent, Optional.empty());
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(slug, "slug");
            Objects.requireNonNull(name, "name");
        }
    }
}
