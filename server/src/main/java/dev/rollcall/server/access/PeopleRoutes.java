package dev.rollcall.server.access;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.PersonId;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;

/** The people of a district: list, create, new password, disable, enable. */
public final class PeopleRoutes implements Routes {

    private static final String PEOPLE = "/api/v1/districts/{district}/people";
    private static final String PERSON = PEOPLE + "/{person}";

    private final Database database;
    private final People people;
    private final Grants grants;
    private final ApiTokens tokens;
    private final AuditLog audit;
    private final RandomGenerator random;

    /**
     * @param random a secure one
     */
    public PeopleRoutes(
            Database database,
            People people,
            Grants grants,
            ApiTokens tokens,
            AuditLog audit,
            RandomGenerator random) {
        this.database = database;
        this.people = people;
        this.grants = grants;
        this.tokens = tokens;
        this.audit = audit;
        this.random = random;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(PEOPLE, this::list),
                Route.post(PEOPLE, this::create),
                Route.get(PERSON, this::show),
                Route.put(PERSON + "/password", this::setPassword),
                Route.post(PERSON + "/disable", this::disable).evenOnAFullDisk(),
                Route.post(PERSON + "/enable", this::enable));
    }

    private Response list(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        caller.require(Permission.PEOPLE_VIEW, district);
        int limit = request.limit(100, 500);
        var after = request.cursor();
        var found = database.read(h -> people.list(h, district, after, limit + 1));
        return Response.ok(request.page(found, limit, Person::login));
    }

    private Response create(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        caller.require(Permission.PEOPLE_CHANGE, district);
        var body = request.body(NewPerson.class);
        var hash = PasswordHash.of(Secret.ofText(body.password()), random);
        return Response.created(
                database.write(h -> {
                    var id =
                            people.create(
                                    h,
                                    district,
                                    body.login(),
                                    body.displayName(),
                                    hash,
                                    caller.now());
                    var person = people.find(h, district, id).orElseThrow();
                    created(
                            h,
                            caller,
                            person,
                            Map.of(
                                    "login", person.login(),
                                    "displayName", person.displayName()));
                    return person;
                }));
    }

    private Response show(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        caller.require(Permission.PEOPLE_VIEW, district);
        return Response.ok(database.read(h -> find(h, district, request)));
    }

    private Response setPassword(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var own = request.path("person").equals(caller.person().toString());
        if (!own) {
            caller.require(Permission.PEOPLE_CHANGE, district);
        } else if (caller.scope().size() < Permission.values().length) {
            // else a script's narrow token could take over its person
            throw new Problem(ProblemCode.NOT_ALLOWED, "sign in to set your own password");
        }
        var body = request.body(NewPassword.class);
        var hash = PasswordHash.of(Secret.ofText(body.password()), random);
        database.change(h -> {
            var person = find(h, district, request);
            requireCover(h, caller, person);
            people.setPassword(h, district, person.id(), hash);
            int revoked = tokens.revokeAll(h, district, person.id(), caller.now());
            // of the password only that it is another one
            record(
                    h,
                    caller,
                    person,
                    "set-password",
                    Map.of("password", "the one before", "tokens", revoked),
                    Map.of("password", "a new one", "tokens", 0));
        });
        return Response.noContent();
    }

    private Response disable(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        caller.require(Permission.PEOPLE_CHANGE, district);
        database.change(h -> {
            var person = find(h, district, request);
            if (person.id().equals(caller.person())) {
                throw new Problem(ProblemCode.CONFLICT, "nobody disables themselves");
            }
            if (people.disable(h, district, person.id(), caller.now())) {
                record(
                        h,
                        caller,
                        person,
                        "disabled",
                        Map.of("disabled", false),
                        Map.of("disabled", true));
            }
        });
        return Response.noContent();
    }

    private Response enable(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        caller.require(Permission.PEOPLE_CHANGE, district);
        database.change(h -> {
            var person = find(h, district, request);
            requireCover(h, caller, person);
            if (people.enable(h, district, person.id())) {
                record(
                        h,
                        caller,
                        person,
                        "enabled",
                        Map.of("disabled", true),
                        Map.of("disabled", false));
            }
        });
        return Response.noContent();
    }

    private void requireCover(Handle handle, Caller caller, Person person) {
        if (!person.id().equals(caller.person())
                && !caller.covers(grants.of(handle, person.id(), caller.now()))) {
            throw new Problem(ProblemCode.NOT_ALLOWED, "this person may do what you may not");
        }
    }

    private Person find(Handle handle, DistrictId district, Request request) {
        return people.find(handle, district, request.path("person", PersonId::parse))
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND, "there is no such person"));
    }

    private void record(
            Handle handle,
            Caller caller,
            Person person,
            String verb,
            Map<String, Object> before,
            Map<String, Object> after) {
        audit.record(
                handle,
                AuditEvent.changed(
                        person.home(),
                        caller.actor(),
                        caller.now(),
                        verb,
                        "person",
                        person.id().toString(),
                        before,
                        after));
    }

    private void created(Handle handle, Caller caller, Person person, Map<String, Object> after) {
        audit.record(
                handle,
                AuditEvent.of(
                        person.home(),
                        caller.actor(),
                        caller.now(),
                        "created",
                        "person",
                        person.id().toString(),
                        after));
    }

    record NewPerson(String login, String displayName, String password) {

        NewPerson {
            Objects.requireNonNull(login, "login");
            Objects.requireNonNull(displayName, "displayName");
            Objects.requireNonNull(password, "password");
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "NewPerson[" + login + "]";
        }
    }

    record NewPassword(String password) {

        NewPassword {
            Objects.requireNonNull(password, "password");
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "NewPassword";
        }
    }
}
