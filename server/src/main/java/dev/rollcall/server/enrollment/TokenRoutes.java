package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.TokenId;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** Enrollment tokens: list, make, revoke. */
public final class TokenRoutes implements Routes {

    private static final String TOKENS = "/api/v1/districts/{district}/tokens";

    private final Database database;
    private final Tokens tokens;
    private final AuditLog audit;
    private final Listing listing;
    private final Supplier<String> rootFingerprint;

    /** Told which things a token is for: they were bought, and are not seen yet. */
    @FunctionalInterface
    public interface Listing {
        void listed(
                Handle handle,
                DistrictId district,
                UnitId unit,
                Collection<String> serials,
                Instant now);
    }

    /**
     * @param rootFingerprint what agents pin, shown with a new token
     */
    public TokenRoutes(
            Database database,
            Tokens tokens,
            AuditLog audit,
            Listing listing,
            Supplier<String> rootFingerprint) {
        this.database = database;
        this.tokens = tokens;
        this.audit = audit;
        this.listing = listing;
        this.rootFingerprint = rootFingerprint;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(TOKENS, this::list),
                Route.post(TOKENS, this::create),
                Route.post(TOKENS + "/{token}/revoke", this::revoke).evenOnAFullDisk());
    }

    private Response list(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var scope = caller.scope(Permission.ENROLLMENT_TOKEN, district);
        if (scope.isEmpty()) {
            caller.require(Permission.ENROLLMENT_TOKEN, district);
        }
        int limit = request.limit(100, 500);
        var below = request.cursor(TokenId::parse);
        var shown =
                database.read(h -> tokens.list(h, district, scope, below, limit + 1)).stream()
                        .map(token -> TokenView.of(token, caller.now()))
                        .toList();
        return Response.ok(request.page(shown, limit, token -> token.id().toString()));
    }

    private Response create(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var body = request.body(Wanted.class);
        var unit =
                body.unit()
                        .map(u -> caller.unit(district, u))
                        .orElseGet(() -> new UnitId(district.value()));
        caller.require(Permission.ENROLLMENT_TOKEN, district, unit);
        var wanted =
                new NewToken(
                        district,
                        unit,
                        body.uses().orElse(NewToken.USUAL_USES),
                        body.validFor().orElse(NewToken.USUAL_VALIDITY),
                        body.note(),
                        NewToken.serials(body.serials()),
                        NewToken.addresses(body.addresses()));
        var created =
                database.write(h -> {
                    var made = tokens.create(h, wanted, caller.now());
                    created(h, caller, made.token());
                    listing.listed(h, district, wanted.unit(), wanted.serials(), caller.now());
                    return made;
                });
        return Response.created(
                new CreatedView(
                        TokenView.of(created.token(), caller.now()),
                        created.secret().revealText(),
                        rootFingerprint.get()));
    }

    private Response revoke(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var id = request.path("token", TokenId::parse);
        return Response.ok(
                database.write(h -> {
                    var token = tokens.find(h, district, id).orElseThrow(TokenRoutes::unknown);
                    caller.require(Permission.ENROLLMENT_TOKEN, district, token.unit());
                    if (tokens.revoke(h, district, id, caller.now())) {
                        revoked(h, caller, token);
                    }
                    return TokenView.of(tokens.find(h, district, id).orElseThrow(), caller.now());
                }));
    }

    private void created(Handle handle, Caller caller, Token token) {
        audit.record(
                handle,
                AuditEvent.of(
                        token.district(),
                        caller.actor(),
                        caller.now(),
                        "created",
                        "enrollment-token",
                        token.id().toString(),
                        told(token)));
    }

    private void revoked(Handle handle, Caller caller, Token token) {
        audit.record(
                handle,
                AuditEvent.changed(
                        token.district(),
                        caller.actor(),
                        caller.now(),
                        "revoked",
                        "enrollment-token",
                        token.id().toString(),
                        told(token),
                        Map.of("revokedAt", caller.now().toString())));
    }

    private static Map<String, Object> told(Token token) {
        return Map.of(
                "unit", token.unit().toString(),
                "uses", token.uses(),
                "used", token.used(),
                "serials", token.serials(),
                "addresses", token.addresses().toString(),
                "expiresAt", token.expiresAt().toString(),
                "note", token.note().orElse(""));
    }

    private static Problem unknown() {
        return new Problem(ProblemCode.NOT_FOUND, "there is no such enrollment token");
    }

    /** A token on the wire. @param state usable, or the problem that using it would give */
    record TokenView(
            TokenId id,
            UnitId unit,
            Optional<String> note,
            int uses,
            int used,
            int serials,
            List<String> addresses,
            Instant createdAt,
            Instant expiresAt,
            Optional<Instant> revokedAt,
            Optional<DeviceId> cameFrom,
            String state) {

        static TokenView of(Token token, Instant now) {
            return new TokenView(
                    token.id(),
                    token.unit(),
                    token.note(),
                    token.uses(),
                    token.used(),
                    token.serials(),
                    token.addresses().stream().map(AddressRange::toString).toList(),
                    token.createdAt(),
                    token.expiresAt(),
                    token.revokedAt(),
                    token.cameFrom(),
                    state(token, now));
        }

        /** usable, spent, expired or revoked. */
        private static String state(Token token, Instant now) {
            return token.objection(now)
                    .map(why -> why.word().replace("token-", ""))
                    .orElse("usable");
        }
    }

    /** A new token; the secret is shown this once. */
    record CreatedView(TokenView token, String secret, String caFingerprint) {

        @Override
        public String toString() {
            return "CreatedView[" + token + "]";
        }
    }

    /**
     * @param unit id or slug; the district's root without it
     */
    record Wanted(
            Optional<String> unit,
            Optional<Integer> uses,
            Optional<Duration> validFor,
            Optional<String> note,
            List<String> serials,
            List<String> addresses) {

        Wanted {
            serials = serials == null ? List.of() : List.copyOf(serials);
            addresses = addresses == null ? List.of() : List.copyOf(addresses);
            unit = Objects.requireNonNullElse(unit, Optional.empty());
            uses = Objects.requireNonNullElse(uses, Optional.empty());
            validFor = Objects.requireNonNullElse(validFor, Optional.empty());
            note = Objects.requireNonNullElse(note, Optional.empty());
        }
    }
}
