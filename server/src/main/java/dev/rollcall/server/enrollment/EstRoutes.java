package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.enrollment.Acceptance.Accepted;
import dev.rollcall.server.enrollment.Acceptance.Denied;
import dev.rollcall.server.enrollment.IdentityCheck.Verdict;
import dev.rollcall.server.http.Access;
import dev.rollcall.server.http.Method;
import dev.rollcall.server.http.Problems;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.pki.Authorities;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** Where agents enroll (EST, RFC 7030), and fetch what they trust. */
public final class EstRoutes implements Routes {

    private static final String TRANSFER_ENCODING = "Content-Transfer-Encoding";

    private final Enrollments enrollments;
    private final Identities identities;
    private final Authorities authorities;
    private final Database database;
    private final InstantSource clock;

    public EstRoutes(
            Enrollments enrollments,
            Identities identities,
            Authorities authorities,
            Database database,
            InstantSource clock) {
        this.enrollments = enrollments;
        this.identities = identities;
        this.authorities = authorities;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(
                        Method.GET,
                        "/.well-known/est/cacerts",
                        Access.OPEN,
                        request -> certificates(anchors())),
                new Route(
                        Method.POST,
                        "/.well-known/est/simpleenroll",
                        Access.OPEN,
                        EstMessages.MAX_REQUEST,
                        this::simpleEnroll),
                new Route(Method.GET, "/agent/v1/trust-bundle", Access.DEVICE, this::trustBundle),
                new Route(Method.GET, "/pki/{list}", Access.OPEN, this::revocationList));
    }

    private List<X509Certificate> anchors() {
        return Stream.concat(authorities.roots().stream(), authorities.issuing().stream()).toList();
    }

    private Response simpleEnroll(Request request) {
        var token = EstMessages.password(request.header("Authorization"));
        if (token.isEmpty()) {
            return refused(Denied.of(ProblemCode.TOKEN_REQUIRED), request);
        }
        var csr =
                EstMessages.request(request.bytes())
                        .orElseThrow(() ->
                                new Problem(
                                        ProblemCode.CERTIFICATE_REQUEST_BAD,
                                        "the body is not PKCS#10 in base64"));
        return switch (enrollments.accept(
                token.get(), csr, AddressKind.ofLiteral(request.address()), clock.instant())) {
            case Accepted(var device, var chain) -> certificates(chain);
            case Denied denied -> refused(denied, request);
        };
    }

    /** A 401 names the way to authenticate (RFC 7030 section 3.2.3). */
    private static Response refused(Denied denied, Request request) {
        var answer = Problems.render(new Problem(denied.code(), denied.detail()), request.id());
        return answer.status() == 401
                ? answer.with("WWW-Authenticate", "Basic realm=\"rollcall\"")
                : answer;
    }

    private Response trustBundle(Request request) {
        var certificate =
                request.certificate()
                        .orElseThrow(() ->
                                new Problem(
                                        ProblemCode.CERTIFICATE_REQUIRED,
                                        ProblemCode.CERTIFICATE_REQUIRED.sentence()));
        return switch (identities.judge(certificate)) {
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
                            if (!name.endsWith(".crl")) {
                                throw new IllegalArgumentException("not a revocation list");
                            }
                            return DistrictId.parse(name.substring(0, name.length() - 4));
                        });
        var list = database.read(h -> authorities.revocationList(h, district, clock.instant()));
        return Response.bytes(200, "application/pkix-crl", list);
    }

    private static Response certificates(List<X509Certificate> certificates) {
        return Response.bytes(200, EstMessages.CERTIFICATES, EstMessages.certificates(certificates))
                .with(TRANSFER_ENCODING, "base64");
    }
}
