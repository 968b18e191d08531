package dev.rollcall.server.access;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Giving roles to people, and taking them back. */
public final class GrantRoutes implements Routes {

    private static final String GRANTS = "/api/v1/districts/{district}/grants";

    private final Database database;
    private final People people;
    private final Grants grants;
    private final AuditLog audit;

    public GrantRoutes(Database database, People people, Grants grants, AuditLog audit) {
        this.database = database;
        this.people = people;
        this.grants = grants;
        this.audit = audit;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(GRANTS, this::list),
                Route.post(GRANTS, this::give),
                Route.delete(GRANTS + "/{grant}", this::end).evenOnAFullDisk());
    }

    private Response list(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        caller.require(Permission.PEOPLE_VIEW, district);
        int limit = request.limit(100, 500);
        var after = request.cursor(UUID::fromString);
        var at = request.query("as-of", Instant::parse).orElse(caller.now());
        var found = database.read(h -> grants.list(h, district, after, limit + 1, at));
        return Response.ok(request.page(found, limit, grant -> grant.id().toString()));
    }

    private Response give(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var body = request.body(NewGrant.class);
        var place = new Place(district, caller.unit(district, body.unit()));
        // first of all, else whoever asks learns which logins there are
        caller.require(Permission.PEOPLE_CHANGE, district, place.unit());
        var from = body.from().filter(caller.now()::isBefore).orElse(caller.now());
        return Response.created(
                database.write(h -> {
                    var person = find(h, caller, district, body.login());
                    requireMayGive(caller, person, place, body.role(), body.effect());
                    var grant =
                            grants.give(
                                    h,
                                    person,
                                    place,
                                    body.role(),
                                    body.effect(),
                                    from,
                                    body.until());
                    given(h, caller, grant);
                    return grant;
                }));
    }

    private Response end(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var id = request.path("grant", UUID::fromString);
        database.change(h -> {
            var grant =
                    grants.find(h, district, id)
                            .orElseThrow(() ->
                                    new Problem(ProblemCode.NOT_FOUND, "there is no such grant"));
            caller.require(Permission.PEOPLE_CHANGE, district, grant.place().unit());
            // taking a denial away gives what it took
            caller.objectionToGranting(grant.allowing(), grant.effect() == Grant.Effect.ALLOW)
                    .ifPresent(GrantRoutes::refuse);
            if (grants.end(h, district, id, caller.now())) {
                ended(h, caller, grant);
            }
        });
        return Response.noContent();
    }

    private void requireMayGive(
            Caller caller, Person person, Place place, Role role, Grant.Effect effect) {
        var wanted =
                new Grant(
                        new UUID(0, 0),
                        person.id(),
                        place,
                        role,
                        effect,
                        caller.now(),
                        Optional.empty());
        caller.objectionToGranting(wanted, false).ifPresent(GrantRoutes::refuse);
    }

    private Person find(Handle handle, Caller caller, DistrictId district, String login) {
        return people.find(handle, login)
                .filter(person ->
                        person.home().equals(district)
                                || caller.may(
                                        Permission.PEOPLE_VIEW,
                                        person.home(),
                                        Caller.root(person.home())))
                .orElseThrow(() ->
                        new Problem(
                                ProblemCode.INVALID_VALUE,
                                "there is nobody with this login",
                                Map.of("field", "login")));
    }

    private static void refuse(String objection) {
        throw new Problem(ProblemCode.NOT_ALLOWED, objection);
    }

    private void given(Handle handle, Caller caller, Grant grant) {
        audit.record(
                handle,
                AuditEvent.of(
                        grant.place().district(),
                        caller.actor(),
                        caller.now(),
                        "granted",
                        "grant",
                        grant.id().toString(),
                        grant.told(grant.to())));
    }

    private void ended(Handle handle, Caller caller, Grant grant) {
        audit.record(
                handle,
                AuditEvent.changed(
                        grant.place().district(),
                        caller.actor(),
                        caller.now(),
                        "ended",
                        "grant",
                        grant.id().toString(),
                        grant.told(grant.to()),
                        grant.told(Optional.of(caller.now()))));
    }

    record NewGrant(
            String login,
            String unit,
            Role role,
            Grant.Effect effect,
            Optional<Instant> from,
            Optional<Instant> until) {

        NewGrant {
            Objects.requireNonNull(login, "login");
            Objects.requireNonNull(unit, "unit");
            Objects.requireNonNull(role, "role");
            effect = Objects.requireNonNullElse(effect, Grant.Effect.ALLOW);
            from = Objects.requireNonNullElse(from, Optional.empty());
            until = Objects.requireNonNullElse(until, Optional.empty());
        }
    }
}
