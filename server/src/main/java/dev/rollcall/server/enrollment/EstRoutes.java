package dev.rollcall.server.enrollment;

import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.enrollment.Acceptance.Accepted;
import dev.rollcall.server.enrollment.Acceptance.Denied;
import dev.rollcall.server.enrollment.Acceptance.Pending;
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
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Enrollment over Secure Transport (RFC 7030, with RFC 8951): where devices join, by token, and
 * where they renew, by the certificate that they hold.
 */
public final class EstRoutes implements Routes {

    private static final String EST = "/.well-known/est/";
    private static final String TRANSFER_ENCODING = "Content-Transfer-Encoding";
    private static final String AUTHENTICATE = "WWW-Authenticate";
    private static final String WAITING = "A person must approve this device first; ask again.";

    private final Enrollments enrollments;
    private final EstReenrollment reenrollment;
    private final Authorities authorities;
    private final InstantSource clock;

    public EstRoutes(
            Enrollments enrollments,
            EstReenrollment reenrollment,
            Authorities authorities,
            InstantSource clock) {
        this.enrollments = enrollments;
        this.reenrollment = reenrollment;
        this.authorities = authorities;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Method.GET, EST + "cacerts", Access.OPEN, r -> certificates(anchors())),
                new Route(Method.GET, EST + "csrattrs", Access.OPEN, r -> attributes()),
                new Route(
                        Method.POST,
                        EST + "simpleenroll",
                        Access.OPEN,
                        EstMessages.MAX_REQUEST,
                        this::simpleEnroll),
                new Route(
                        Method.POST,
                        EST + "simplereenroll",
                        Access.DEVICE,
                        EstMessages.MAX_REQUEST,
                        request -> reenrollment.answer(request)));
    }

    private List<X509Certificate> anchors() {
        return Stream.concat(authorities.roots().stream(), authorities.issuing().stream()).toList();
    }

    private static Response attributes() {
        return Response.bytes(200, EstMessages.ATTRIBUTES, EstMessages.attributes())
                .with(TRANSFER_ENCODING, "base64");
    }

    private Response simpleEnroll(Request request) {
        var credentials = request.header("Authorization");
        if (credentials.isEmpty()) {
            return withoutToken(request);
        }
        var token = EstMessages.password(credentials);
        return token.isEmpty()
                ? refused(Denied.of(ProblemCode.TOKEN_REQUIRED), request)
                : answer(accept(token, csr(request), request), request);
    }

    /** Who waits is known by the key; anybody else is asked for a token. */
    private Response withoutToken(Request request) {
        return EstMessages.request(request.bytes())
                .map(csr -> accept(Optional.empty(), csr, request))
                .filter(answer -> !answer.equals(Denied.of(ProblemCode.TOKEN_REQUIRED)))
                .map(answer -> answer(answer, request))
                .orElseGet(EstRoutes::challenge);
    }

    private Acceptance accept(Optional<String> token, byte[] csr, Request request) {
        return enrollments.accept(
                token, csr, AddressKind.literal(request.address()), clock.instant());
    }

    private static Response answer(Acceptance acceptance, Request request) {
        return switch (acceptance) {
            case Accepted(var device, var chain) -> certificates(chain);
            case Pending(var review, var after) ->
                    Response.json(202, new Waiting(review, WAITING))
                            .with("Retry-After", Long.toString(after.toSeconds()));
            case Denied denied -> refused(denied, request);
        };
    }

    /** RFC 7030 section 4.2.3. @param review what people call the request */
    record Waiting(String review, String detail) {}

    /**
     * Clients ask a first time without credentials to learn which are wanted (RFC 7030 section
     * 3.2.3). There is no body, since some do not read it and take the connection for broken.
     */
    private static Response challenge() {
        return Response.bytes(401, "text/plain", new byte[0])
                .with(
                        AUTHENTICATE,
                        "Basic realm=\"rollcall: the password is an enrollment token\"");
    }

    private static Response refused(Denied denied, Request request) {
        var answer = Problems.render(new Problem(denied.code(), denied.detail()), request.id());
        return answer.status() == 401
                ? answer.with(AUTHENTICATE, "Basic realm=\"rollcall\"")
                : answer;
    }

    static byte[] csr(Request request) {
        var type = request.header("Content-Type").orElse("");
        if (!type.strip().regionMatches(true, 0, EstMessages.REQUEST, 0, 18)) {
            throw new Problem(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "send the request as " + EstMessages.REQUEST);
        }
        return EstMessages.request(request.bytes())
                .orElseThrow(() -> bad("the body is not PKCS#10 in base64"));
    }

    static Problem bad(String why) {
        return new Problem(ProblemCode.CERTIFICATE_REQUEST_BAD, why);
    }

    static Response certificates(List<X509Certificate> certificates) {
        return Response.bytes(200, EstMessages.CERTIFICATES, EstMessages.certificates(certificates))
                .with(TRANSFER_ENCODING, "base64");
    }
}
