package dev.rollcall.server.attestation;

import dev.rollcall.common.attestation.AttestationBeginning;
import dev.rollcall.common.attestation.AttestationProof;
import dev.rollcall.server.attestation.Attestations.Asker;
import dev.rollcall.server.http.Access;
import dev.rollcall.server.http.Method;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import java.time.InstantSource;
import java.util.List;

/**
 * Where devices prove that their keys lie in TPMs: with a certificate once they have one, before
 * with the token that they are about to join with, or with the key that waits. Who completes needs
 * neither: that is what the challenge is for.
 */
public final class AttestationRoutes implements Routes {

    /** Six certificates in base64, and what else there is. */
    private static final int LARGEST = 40 * 1024;

    private final Attestations attestations;
    private final InstantSource clock;

    public AttestationRoutes(Attestations attestations, InstantSource clock) {
        this.attestations = attestations;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(
                        Method.POST, AttestationBeginning.PATH, Access.OPEN, LARGEST, this::begin),
                new Route(
                        Method.POST, AttestationProof.PATH, Access.OPEN, LARGEST, this::complete));
    }

    private Response begin(Request request) {
        var said = request.body(AttestationBeginning.class);
        var asker = new Asker(request.certificate(), request.header("Authorization"));
        return Response.ok(attestations.begin(said, asker, clock.instant()));
    }

    /** How the key is kept now. */
    record Kept(String keyProtection) {}

    private Response complete(Request request) {
        attestations.complete(request.body(AttestationProof.class), clock.instant());
        return Response.ok(new Kept("attested"));
    }
}
