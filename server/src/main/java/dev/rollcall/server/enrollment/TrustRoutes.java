package dev.rollcall.server.enrollment;

import dev.rollcall.server.enrollment.IdentityCheck.Verdict;
import dev.rollcall.server.http.Access;
import dev.rollcall.server.http.Method;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.pki.Authorities;
import dev.rollcall.server.problem.Problem;
import java.util.List;

/** What tells a device whom to trust: its trust bundle. */
public final class TrustRoutes implements Routes {

    private final Identities identities;
    private final Authorities authorities;

    public TrustRoutes(Identities identities, Authorities authorities) {
        this.identities = identities;
        this.authorities = authorities;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Method.GET, "/agent/v1/trust-bundle", Access.DEVICE, this::trustBundle));
    }

    private Response trustBundle(Request request) {
        return switch (identities.judge(request.certificate().orElseThrow())) {
            case Verdict.Welcome(var device) ->
                    Response.ok(authorities.trustBundle(device.district()));
            case Verdict.Unwelcome(var why) -> throw new Problem(why, why.sentence());
        };
    }
}
