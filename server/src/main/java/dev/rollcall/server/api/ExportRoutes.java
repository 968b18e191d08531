package dev.rollcall.server.api;

import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.query.Query;
import dev.rollcall.server.export.ExportKind;
import dev.rollcall.server.export.ExportKind.Part;
import dev.rollcall.server.export.ExportRequest;
import dev.rollcall.server.export.Exports;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.util.List;
import java.util.Map;

/** Exports as files, and their coverage. Every export is audited. */
public final class ExportRoutes implements Routes {

    private static final String EXPORT = "/api/v1/districts/{district}/exports/{kind}";

    private final Database database;
    private final Exports exports;
    private final Units units;
    private final AuditLog audit;

    public ExportRoutes(Database database, Exports exports, Units units, AuditLog audit) {
        this.database = database;
        this.exports = exports;
        this.units = units;
        this.audit = audit;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(EXPORT, this::json),
                Route.get(EXPORT + "/coverage", this::coverage),
                Route.get(EXPORT + "/{part}.csv", this::csv));
    }

    private Response coverage(Request request) {
        return Response.ok(exports.coverage(kind(request), asked(request)));
    }

    private Response json(Request request) {
        var kind = kind(request);
        var asked = asked(request);
        exports.check(kind, asked);
        record(request, asked, kind.word() + ".json");
        return Response.stream("application/json", out -> exports.json(kind, asked, out))
                .asFile(kind.word() + ".json");
    }

    private Response csv(Request request) {
        var kind = kind(request);
        var part = part(kind, request.path("part"));
        var asked = asked(request);
        exports.check(kind, asked);
        var name = request.path("part") + ".csv";
        record(request, asked, name);
        return Response.stream(
                        "text/csv; charset=utf-8; header=present",
                        out -> exports.csv(part, asked, out))
                .asFile(name);
    }

    private static ExportKind kind(Request request) {
        return request.path("kind", ExportKind::parse);
    }

    private static Part part(ExportKind kind, String word) {
        return kind.parts().stream()
                .filter(part -> part.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(
                        () -> new Problem(ProblemCode.NOT_FOUND, "This export has no such table."));
    }

    private ExportRequest asked(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var scope = caller.scope(Permission.EXPORT, district);
        if (scope.isEmpty()) {
            caller.require(Permission.EXPORT, district);
        }
        var text = request.query("query").orElse("");
        var slug =
                database.read(h ->
                        units.tree(h, district)
                                .unit(Unit.root(district))
                                .map(Unit::slug)
                                .orElse(district.toString()));
        return new ExportRequest(
                district,
                slug,
                scope,
                text,
                Query.parse(text),
                caller.past(request, "as-of").orElse(caller.now()),
                caller.now(),
                caller.name());
    }

    private void record(Request request, ExportRequest asked, String file) {
        var caller = Caller.of(request);
        database.change(h ->
                audit.record(
                        h,
                        AuditEvent.of(
                                asked.district(),
                                caller.actor(),
                                caller.now(),
                                "exported",
                                "export",
                                file,
                                Map.of("asOf", asked.asOf().toString(), "query", asked.text()))));
    }
}
