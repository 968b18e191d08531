package dev.rollcall.server.custody;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.custody.AssetImports.Import;
import dev.rollcall.server.custody.AssetIntake.Judged;
import dev.rollcall.server.custody.AssetIntake.Row;
import dev.rollcall.server.custody.AssetIntake.Verdict;
import dev.rollcall.server.custody.AssetRows.Saying;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Lists of assets: looked at beforehand, imported piece by piece, taken back. */
public final class AssetImportRoutes implements Routes {

    private static final String IMPORTS = AssetRoutes.ASSETS + "/imports";
    private static final int MOST_ROWS = 500;

    private final Database database;
    private final Assets assets;
    private final AssetIntake intake;
    private final AuditLog audit;

    public AssetImportRoutes(Database database, Assets assets, AuditLog audit) {
        this.database = database;
        this.assets = assets;
        this.intake = new AssetIntake(assets, new AssetKeeping(assets, audit));
        this.audit = audit;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(IMPORTS, this::list),
                Route.post(IMPORTS + "/preview", this::preview),
                Route.post(IMPORTS, this::take),
                Route.post(IMPORTS + "/{import}/undo", this::undo));
    }

    private Response list(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        AssetRoutes.seen(caller, district);
        int limit = request.limit(100, 500);
        var below = request.cursor(UUID::fromString);
        var shown = database.read(h -> AssetImports.list(h, district, below, limit + 1));
        return Response.ok(request.page(shown, limit, list -> list.id().toString()));
    }

    private Response preview(Request request) {
        var caller = changing(request);
        var district = caller.district(request);
        var body = request.body(Wanted.class);
        var judged =
                database.read(h -> intake.take(h, caller, district, body.rows(), Optional.empty()));
        return Response.ok(Answer.of(Optional.empty(), judged));
    }

    private Response take(Request request) {
        var caller = changing(request);
        var district = caller.district(request);
        var body = request.body(Wanted.class);
        return Response.created(
                database.write(h -> {
                    var before = body.list().map(id -> continued(h, caller, district, id));
                    var id = before.map(Import::id).orElseGet(assets::nextId);
                    if (before.isEmpty()) {
                        AssetImports.begin(
                                h, district, id, body.file(), caller.name(), caller.now());
                    }
                    var judged = intake.take(h, caller, district, body.rows(), Optional.of(id));
                    var answer = Answer.of(Optional.of(id), judged);
                    AssetImports.count(h, district, id, answer.made(), answer.changed());
                    recorded(h, caller, district, id, before);
                    return answer;
                }));
    }

    /** Who may change nothing anywhere need not send a body. */
    static Caller changing(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        if (caller.scope(Permission.DEVICE_CHANGE, district).isEmpty()) {
            caller.require(Permission.DEVICE_CHANGE, district);
        }
        return caller;
    }

    private static Import find(Handle handle, DistrictId district, UUID id) {
        return AssetImports.find(handle, district, id)
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND, "there is no such import"));
    }

    private static Import continued(Handle handle, Caller caller, DistrictId district, UUID id) {
        var list = find(handle, district, id);
        if (list.undoneAt().isPresent() || !list.importedBy().equals(caller.name())) {
            throw AssetKeeping.conflict("the import is another's, or was undone: begin anew");
        }
        return list;
    }

    private void recorded(
            Handle handle, Caller caller, DistrictId district, UUID id, Optional<Import> before) {
        var after = told(find(handle, district, id));
        audit.record(
                handle,
                new AuditEvent(
                        district,
                        caller.actor(),
                        caller.now(),
                        before.isEmpty() ? "created" : "continued",
                        "asset-import",
                        id.toString(),
                        before.map(AssetImportRoutes::told),
                        Optional.of(after)));
    }

    private static Map<String, Object> told(Import list) {
        return Map.of(
                "file", list.file(),
                "made", list.made(),
                "changed", list.changed(),
                "state", list.undoneAt().isPresent() ? "undone" : "imported");
    }

    private Response undo(Request request) {
        var caller = changing(request);
        var district = caller.district(request);
        var id = request.path("import", UUID::fromString);
        var list = database.read(h -> find(h, district, id));
        if (list.undoneAt().isPresent()) {
            throw AssetKeeping.conflict("the import was undone already");
        }
        database.read(h -> AssetImports.units(h, district, id))
                .forEach(unit -> caller.require(Permission.DEVICE_CHANGE, district, unit));
        var tally = new Undone(id, 0, 0, 0);
        var after = Optional.of(new UUID(0, 0));
        // in steps: after a crash the rest is undone when it is asked for again
        while (after.isPresent()) {
            var from = after.get();
            var step = database.write(h -> step(h, caller, district, id, from));
            tally = tally.plus(step.tally());
            after = step.last();
        }
        finish(caller, district, list, tally);
        return Response.ok(tally);
    }

    private record Step(Undone tally, Optional<UUID> last) {}

    private Step step(Handle handle, Caller caller, DistrictId district, UUID id, UUID after) {
        var assetsOf = AssetImports.unchanged(handle, district, id, after, MOST_ROWS);
        int removed = 0;
        int restored = 0;
        int kept = 0;
        for (var asset : assetsOf) {
            var before = AssetImports.before(handle, district, id, asset);
            if (before.isEmpty() && AssetImports.isLinked(handle, district, asset)) {
                kept++;
                continue;
            }
            AssetRows.close(handle, district, asset, caller.now());
            if (before.isPresent()) {
                AssetRows.open(
                        handle, district, before.get(), Saying.by(caller.name()), caller.now());
                restored++;
            } else {
                removed++;
            }
        }
        return new Step(
                new Undone(id, removed, restored, kept),
                assetsOf.size() < MOST_ROWS ? Optional.empty() : Optional.of(assetsOf.getLast()));
    }

    private void finish(Caller caller, DistrictId district, Import list, Undone tally) {
        database.change(h -> {
            if (!AssetImports.undone(h, district, list.id(), caller.name(), caller.now())) {
                throw AssetKeeping.conflict("the import was undone already");
            }
            audit.record(
                    h,
                    AuditEvent.changed(
                            district,
                            caller.actor(),
                            caller.now(),
                            "undone",
                            "asset-import",
                            list.id().toString(),
                            told(list),
                            Map.of(
                                    "state", "undone",
                                    "removed", tally.removed(),
                                    "restored", tally.restored(),
                                    "kept", tally.kept())));
        });
    }

    /**
     * @param file name of the file, for people
     * @param list the import that the rows go on with; a new one without it
     */
    record Wanted(String file, Optional<UUID> list, List<Row> rows) {

        Wanted {
            Objects.requireNonNull(file, "file");
            Objects.requireNonNull(rows, "rows");
            list = list == null ? Optional.empty() : list;
            file = file.strip();
            if (file.isEmpty()
                    || file.length() > 200
                    || file.chars().anyMatch(Character::isISOControl)) {
                throw AssetChange.invalid("file", "file has up to 200 printable characters");
            }
            if (rows.isEmpty() || rows.size() > MOST_ROWS) {
                throw AssetChange.invalid("rows", "1 to 500 rows at a time");
            }
            rows = List.copyOf(rows);
        }
    }

    /** What became, or would become, of the rows. */
    record Answer(
            Optional<UUID> list, int made, int changed, int same, int problems, List<Judged> rows) {

        static Answer of(Optional<UUID> list, List<Judged> rows) {
            return new Answer(
                    list,
                    count(rows, Verdict.NEW),
                    count(rows, Verdict.CHANGED),
                    count(rows, Verdict.SAME),
                    count(rows, Verdict.PROBLEM),
                    rows);
        }

        private static int count(List<Judged> rows, Verdict verdict) {
            return (int) rows.stream().filter(row -> row.verdict() == verdict).count();
        }
    }

    /**
     * @param removed assets that the list had made
     * @param restored to what was known of them before
     * @param kept made by the list, and a device is it meanwhile
     */
    record Undone(UUID list, int removed, int restored, int kept) {

        Undone plus(Undone more) {
            return new Undone(
                    list, removed + more.removed, restored + more.restored, kept + more.kept);
        }
    }
}
