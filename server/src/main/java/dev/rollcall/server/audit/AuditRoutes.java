package dev.rollcall.server.audit;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reading a district's audit events, checking their chain, erasing what an event says. */
public final class AuditRoutes implements Routes {

    private static final String AUDIT = "/api/v1/districts/{district}/audit";

    /** What audit needs from outside: who is asking, about which district, and whether they may. */
    @FunctionalInterface
    public interface Gate {

        /** Refuses with a problem, or says who they are and which district the path names. */
        Admitted admit(Request request, Use use);
    }

    /** What somebody wants to do. */
    public enum Use {
        READ,
        ERASE
    }

    /** Somebody who may. */
    public record Admitted(Actor actor, DistrictId district) {}

    private final Database database;
    private final AuditLog audit;
    private final PublicKey sealingKey;
    private final Gate gate;
    private final InstantSource clock;

    public AuditRoutes(
            Database database,
            AuditLog audit,
            PublicKey sealingKey,
            Gate gate,
            InstantSource clock) {
        this.database = database;
        this.audit = audit;
        this.sealingKey = sealingKey;
        this.gate = gate;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(AUDIT, this::list),
                Route.get(AUDIT + "/verification", this::verify),
                Route.post(AUDIT + "/{seq}/erasure", this::erase));
    }

    private Response list(Request request) {
        var admitted = gate.admit(request, Use.READ);
        int limit = request.limit(100, 500);
        var before = request.cursor(Long::parseLong);
        var found = database.read(h -> audit.list(h, admitted.district(), before, limit + 1));
        return Response.ok(request.page(found, limit, entry -> Long.toString(entry.seq())));
    }

    private Response verify(Request request) {
        var admitted = gate.admit(request, Use.READ);
        var verification = database.read(h -> audit.verify(h, admitted.district(), sealingKey));
        return Response.ok(
                new Verdict(
                        verification.holds(),
                        verification.events(),
                        verification.sealedThrough(),
                        verification.seals(),
                        verification.erased(),
                        verification.findings()));
    }

    private Response erase(Request request) {
        var admitted = gate.admit(request, Use.ERASE);
        var body = request.body(Erasure.class);
        long seq = request.path("seq", Long::parseLong);
        database.change(h -> {
            if (!audit.erase(h, admitted.district(), seq)) {
                throw new Problem(ProblemCode.NOT_FOUND, "this event says nothing to erase");
            }
            audit.record(
                    h,
                    AuditEvent.of(
                            admitted.district(),
                            admitted.actor(),
                            clock.instant(),
                            "erased",
                            "audit-event",
                            Long.toString(seq),
                            Map.of("reason", body.reason())));
        });
        return Response.noContent();
    }

    record Verdict(
            boolean holds,
            long events,
            long sealedThrough,
            long seals,
            long erased,
            List<Verification.Finding> findings) {}

    record Erasure(String reason) {

        Erasure {
            Objects.requireNonNull(reason, "reason");
            if (reason.isBlank() || reason.length() > 500) {
                throw new IllegalArgumentException("a reason is 1 to 500 characters");
            }
        }
    }
}
