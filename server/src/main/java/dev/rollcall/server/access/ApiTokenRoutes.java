package dev.rollcall.server.access;

import dev.rollcall.common.id.TokenId;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Whoever is signed in: what they may do, and their API tokens. */
public final class ApiTokenRoutes implements Routes {

    private static final String ME = "/api/v1/me";

    private final Database database;
    private final People people;
    private final ApiTokens tokens;
    private final AuditLog audit;

    public ApiTokenRoutes(Database database, People people, ApiTokens tokens, AuditLog audit) {
        this.database = database;
        this.people = people;
        this.tokens = tokens;
        this.audit = audit;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(ME, this::me),
                Route.get(ME + "/tokens", this::list),
                Route.post(ME + "/tokens", this::make),
                Route.delete(ME + "/tokens/{token}", this::revoke).evenOnAFullDisk());
    }

    private Response me(Request request) {
        var caller = Caller.of(request);
        return Response.ok(
                new Me(
                        caller.person().toString(),
                        caller.home().toString(),
                        caller.name(),
                        caller.grants(),
                        caller.scope()));
    }

    private Response list(Request request) {
        var caller = Caller.of(request);
        int limit = request.limit(100, 500);
        var after = request.cursor(TokenId::parse);
        var found =
                database.read(h ->
                        tokens.list(
                                h, caller.home(), caller.person(), after, limit + 1, caller.now()));
        return Response.ok(request.page(found, limit, token -> token.id().toString()));
    }

    /** A token can give a token no more than it has itself. */
    private Response make(Request request) {
        var caller = Caller.of(request);
        var body = request.body(NewToken.class);
        if (!caller.scope().containsAll(body.permissions())) {
            throw new Problem(
                    ProblemCode.NOT_ALLOWED, "your token may not do all that this one could");
        }
        return Response.created(
                database.write(h -> {
                    var person = people.find(h, caller.home(), caller.person()).orElseThrow();
                    var made =
                            tokens.make(
                                    h,
                                    person,
                                    body.name(),
                                    body.permissions(),
                                    Duration.ofDays(body.days()),
                                    caller.now());
                    audit.record(
                            h,
                            AuditEvent.of(
                                    caller.home(),
                                    caller.actor(),
                                    caller.now(),
                                    "created",
                                    "api-token",
                                    made.id().toString(),
                                    told(body.name(), body.permissions(), made.expiresAt())));
                    return made;
                }));
    }

    private Response revoke(Request request) {
        var caller = Caller.of(request);
        var id = request.path("token", TokenId::parse);
        database.change(h -> {
            var token =
                    tokens.find(h, caller.home(), id)
                            .filter(found -> found.person().equals(caller.person()))
                            .orElseThrow(() ->
                                    new Problem(ProblemCode.NOT_FOUND, "there is no such token"));
            // else a script's narrow token could shut its person out
            if (!caller.scope().containsAll(token.permissions())) {
                throw new Problem(
                        ProblemCode.NOT_ALLOWED, "this token may do what the one you use may not");
            }
            if (tokens.revoke(h, caller.home(), id, caller.now())) {
                audit.record(
                        h,
                        AuditEvent.changed(
                                caller.home(),
                                caller.actor(),
                                caller.now(),
                                "revoked",
                                "api-token",
                                id.toString(),
                                told(token.name(), token.permissions(), token.expiresAt()),
                                Map.of("revokedAt", caller.now().toString())));
            }
        });
        return Response.noContent();
    }

    private static Map<String, Object> told(
            String name, Set<Permission> permissions, Instant expiresAt) {
        return Map.of(
                "name", name,
                "permissions", permissions.stream().map(Permission::word).sorted().toList(),
                "expiresAt", expiresAt.toString());
    }

    record Me(
            String person,
            String district,
            String name,
            List<Grant> grants,
            Set<Permission> permissions) {}

    record NewToken(String name, Set<Permission> permissions, Integer days) {

        NewToken {
            Objects.requireNonNull(name, "name");
            permissions = Set.copyOf(Objects.requireNonNull(permissions, "permissions"));
            Objects.requireNonNull(days, "days");
        }
    }
}
