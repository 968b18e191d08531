package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.server.http.Access;
import dev.rollcall.server.http.Method;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.storage.Database;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** Says what was revoked, to anybody: revocation lists (RFC 5280) and OCSP (RFC 6960). */
public final class RevocationRoutes implements Routes {

    private static final String LIST = ".crl";
    private static final String OCSP = "/pki/{district}/ocsp";

    /** Room for twenty certificates by SHA-512. */
    private static final int LONGEST_REQUEST = 8 * 1024;

    private final Authorities authorities;
    private final Database database;
    private final InstantSource clock;

    public RevocationRoutes(Authorities authorities, Database database, InstantSource clock) {
        this.authorities = authorities;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Method.GET, "/pki/{list}", Access.OPEN, this::list),
                new Route(Method.GET, "/pki/{district}/{list}", Access.OPEN, this::listOfOne),
                new Route(Method.POST, OCSP, Access.OPEN, LONGEST_REQUEST, this::posted)
                        .evenOnAFullDisk(),
                // a request in base64 may have slashes, which not every client escapes
                new Route(Method.GET, OCSP + "/<request>", Access.OPEN, this::got));
    }

    private Response list(Request request) {
        var district = request.path("list", name -> DistrictId.parse(ofList(name)));
        return answer(database.read(h -> authorities.revocationList(h, district, clock.instant())));
    }

    private Response listOfOne(Request request) {
        var district = request.path("district", DistrictId::parse);
        var authority = request.path("list", name -> new KeyId(ofList(name)));
        return answer(
                database.read(
                        h -> authorities.revocationList(h, district, authority, clock.instant())));
    }

    private static Response answer(byte[] der) {
        return Response.bytes(200, "application/pkix-crl", der);
    }

    private static String ofList(String name) {
        if (!name.endsWith(LIST)) {
            throw new IllegalArgumentException("not a revocation list");
        }
        return name.substring(0, name.length() - LIST.length());
    }

    private Response posted(Request request) {
        return ocsp(request, Request::bytes);
    }

    private Response got(Request request) {
        return ocsp(request, asked -> decoded(asked.path("request")));
    }

    /** What is not base64 is no request, which the responder says. */
    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private Response ocsp(Request request, Function<Request, byte[]> der) {
        var district = request.path("district", DistrictId::parse);
        var asked = der.apply(request);
        var answer = database.read(h -> authorities.ocsp(h, district, asked, clock.instant()));
        return Response.bytes(200, "application/ocsp-response", answer);
    }
}
