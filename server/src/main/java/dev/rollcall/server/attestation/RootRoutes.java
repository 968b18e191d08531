package dev.rollcall.server.attestation;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Whom a district trusts about TPMs: list, add, remove. */
public final class RootRoutes implements Routes {

    private static final String ROOTS = "/api/v1/districts/{district}/tpm-roots";
    private static final int LARGEST = 256 * 1024;

    private final Database database;
    private final Roots roots;

    public RootRoutes(Database database, Roots roots) {
        this.database = database;
        this.roots = roots;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(ROOTS, this::list),
                Route.post(ROOTS, this::add).withMaxBody(LARGEST),
                Route.delete(ROOTS + "/{root}", this::remove));
    }

    /** What is added. @param certificates in PEM, one after the other */
    record Added(String certificates) {

        Added {
            Objects.requireNonNull(certificates, "certificates");
        }
    }

    /** Those that are new. */
    record Roll(List<Root> items) {}

    private Response list(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        caller.require(Permission.ORG_VIEW, district);
        int limit = request.limit(100, 500);
        var after = request.cursor(Digest::new);
        return Response.ok(
                request.page(
                        database.read(h -> roots.list(h, district, after, limit + 1)),
                        limit,
                        root -> root.fingerprint().hex()));
    }

    private Response add(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        caller.require(Permission.ORG_CHANGE, district);
        var certificates = certificates(request.body(Added.class).certificates());
        return Response.created(
                new Roll(
                        database.write(h ->
                                roots.add(
                                        h, district, certificates, caller.actor(), caller.now()))));
    }

    private static List<X509Certificate> certificates(String pem) {
        List<X509Certificate> read;
        try {
            read = Pem.certificates(pem);
        } catch (IllegalArgumentException e) {
            throw invalid("it holds something that is no certificate");
        }
        if (read.isEmpty()) {
            throw invalid("it holds no certificate in PEM");
        }
        return read;
    }

    private static Problem invalid(String why) {
        return new Problem(ProblemCode.INVALID_VALUE, why, Map.of("field", "certificates"));
    }

    private Response remove(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        caller.require(Permission.ORG_CHANGE, district);
        var root = request.path("root", Digest::new);
        boolean removed =
                database.write(h -> roots.remove(h, district, root, caller.actor(), caller.now()));
        if (!removed) {
            throw new Problem(ProblemCode.NOT_FOUND, "there is no such root");
        }
        return Response.noContent();
    }
}
