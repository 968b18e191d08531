package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.enrollment.IdentityCheck.Verdict;
import dev.rollcall.server.http.Access;
import dev.rollcall.server.http.Method;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.pki.Authorities;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.storage.Database;
import java.time.InstantSource;
import java.util.List;

/** What tells whom to trust: a device's trust bundle, and the lists of what was revoked. */
public final class TrustRoutes implements Routes {

    private static final String LIST = ".crl";

    private final Identities identities;
    private final Authorities authorities;
    private final Database database;
    private final InstantSource clock;

    public TrustRoutes(
            Identities identities,
            Authorities authorities,
            Database database,
            InstantSource clock) {
        this.identities = identities;
        this.authorities = authorities;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Method.GET, "/agent/v1/trust-bundle", Access.DEVICE, this::trustBundle),
                new Route(Method.GET, "/pki/{list}", Access.OPEN, this::revocationList));
    }

    private Response trustBundle(Request request) {
        return switch (identities.judge(request.certificate().orElseThrow())) {
            case Verdict.Welcome(var device) ->
                    Response.ok(authorities.trustBundle(device.district()));
            case Verdict.Unwelcome(var why) -> throw new Problem(why, why.sentence());
        };
    }

    private Response revocationList(Request request) {
        var district =
                request.path(
                        "list",
                        name -> {
                            if (!name.endsWith(LIST)) {
                                throw new IllegalArgumentException("not a revocation list");
                            }
                            return DistrictId.parse(
                                    name.substring(0, name.length() - LIST.length()));
                        });
        var list = database.read(h -> authorities.revocationList(h, district, clock.instant()));
        return Response.bytes(200, "application/pkix-crl", list);
    }
}
