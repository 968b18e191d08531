package dev.rollcall.server.export;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.device.query.DeviceSelection;
import dev.rollcall.server.device.query.Fact;
import dev.rollcall.server.device.query.Field;
import dev.rollcall.server.device.query.QueryEvaluator;
import dev.rollcall.server.device.query.SelectedDevice;
import dev.rollcall.server.device.query.Truth;
import dev.rollcall.server.export.PoliciesInForce.Settings;
import dev.rollcall.server.inventory.Bodies;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitTree;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Makes exports, page by page. Safe for use by many threads. */
public final class Exports {

    private static final int A_PAGE = 200;

    private final Database database;
    private final Units units;
    private final Bodies bodies;
    private final DeviceSelection selection;
    private final PoliciesInForce policies;

    public Exports(
            Database database,
            Units units,
            Bodies bodies,
            DeviceSelection selection,
            PoliciesInForce policies) {
        this.database = database;
        this.units = units;
        this.bodies = bodies;
        this.selection = selection;
        this.policies = policies;
    }

    /** Refuses what cannot be exported: a filter over facts is about now. */
    public void check(ExportRequest request) {
        if (request.asOf().isAfter(request.madeAt())) {
            throw new Problem(ProblemCode.INVALID_VALUE, "as-of is in the future");
        }
        if (request.aboutThePast() && !onlyUnits(request)) {
            throw new Problem(
                    ProblemCode.INVALID_QUERY,
                    "An export as of the past can be filtered by org only: the other fields say how"
                            + " devices are now.");
        }
    }

    public Coverage coverage(ExportKind kind, ExportRequest request) {
        check(request);
        return database.read(h -> {
            var tree = units.treeAt(h, request.district(), request.asOf());
            var chosen = chosen(request, tree);
            var tally =
                    onlyUnits(request)
                            ? new Tally(
                                    ExportedDevices.count(h, request, chosen),
                                    ExportedDevices.fresh(h, request, chosen))
                            : tally(h, request);
            return new Coverage(
                    kind.word(),
                    request.asOf(),
                    request.madeAt(),
                    request.by(),
                    request.districtSlug(),
                    request.text(),
                    tally.devices(),
                    ExportedDevices.count(h, request, request.units()),
                    tally.fresh(),
                    Coverage.CLOCK,
                    Coverage.NOTES);
        });
    }

    private record Tally(long devices, long fresh) {}

    /** Counts what a filter over facts selects, as the export itself does. */
    private Tally tally(Handle handle, ExportRequest request) {
        long devices = 0;
        long fresh = 0;
        var after = Optional.<DeviceId>empty();
        do {
            var page = page(handle, request, after);
            var ids = page.devices().stream().map(ExportedDevice::id).toList();
            devices += ids.size();
            fresh += ExportedDevices.freshOf(handle, request, ids);
            after = page.last();
        } while (after.isPresent());
        return new Tally(devices, fresh);
    }

    /** One table as CSV. */
    public void csv(ExportKind.Part part, ExportRequest request, OutputStream out)
            throws IOException {
        ExportWriter.csv(table(part, request), out);
    }

    /** All tables of the kind in one document. */
    public void json(ExportKind kind, ExportRequest request, OutputStream out) {
        var coverage = coverage(kind, request);
        ExportWriter.json(
                coverage, kind.parts().stream().map(p -> table(p, request)).toList(), out);
    }

    private ExportWriter.Table table(ExportKind.Part part, ExportRequest request) {
        return switch (part) {
            case DEVICES ->
                    new ExportWriter.Table(
                            "devices",
                            DeviceRow.COLUMNS,
                            sink -> lines(request, line -> sink.accept(DeviceRow.of(line))));
            case COMPLIANCE ->
                    new ExportWriter.Table(
                            "devices",
                            ComplianceRow.COLUMNS,
                            sink -> lines(request, line -> sink.accept(ComplianceRow.of(line))));
            case CHECKS ->
                    new ExportWriter.Table(
                            "checks", CheckRow.COLUMNS, sink -> checks(request, sink));
        };
    }

    private void lines(ExportRequest request, Consumer<ExportLine> sink) {
        pages(request, (h, lines) -> lines.forEach(sink));
    }

    private void checks(ExportRequest request, Consumer<List<Cell>> sink) {
        var inForce = database.read(h -> policies.at(h, request.district(), request.asOf()));
        pages(
                request,
                (h, lines) -> {
                    var ids = lines.stream().map(line -> line.device().id()).toList();
                    var recorded = PolicyChecks.at(h, request.district(), ids, request.asOf());
                    for (var line : lines) {
                        CheckRow.of(
                                        line,
                                        recorded.getOrDefault(line.device().id(), List.of()),
                                        inForce.getOrDefault(line.device().unit(), Settings.NONE))
                                .forEach(sink);
                    }
                });
    }

    /** What is done with each page, in its own read. */
    @FunctionalInterface
    private interface PageWork {
        void with(Handle handle, List<ExportLine> lines);
    }

    private void pages(ExportRequest request, PageWork work) {
        var postures = new Postures(bodies, request.district(), request.asOf());
        var after = Optional.<DeviceId>empty();
        do {
            var from = after;
            after =
                    database.read(h -> {
                        var page = page(h, request, from);
                        work.with(h, lines(h, request, page, postures));
                        return page.last();
                    });
        } while (after.isPresent());
    }

    /** A page. @param last empty when nothing follows */
    private record Chosen(
            List<ExportedDevice> devices, Map<DeviceId, Truth> answers, Optional<DeviceId> last) {}

    private Chosen page(Handle handle, ExportRequest request, Optional<DeviceId> after) {
        if (onlyUnits(request)) {
            var tree = units.treeAt(handle, request.district(), request.asOf());
            var devices =
                    ExportedDevices.page(handle, request, chosen(request, tree), after, A_PAGE);
            return new Chosen(
                    devices, Map.of(), last(devices.stream().map(ExportedDevice::id).toList()));
        }
        var selected = selection.page(handle, question(request), after, A_PAGE);
        var ids = selected.stream().map(SelectedDevice::id).toList();
        var answers =
                selected.stream()
                        .collect(Collectors.toMap(SelectedDevice::id, SelectedDevice::answer));
        return new Chosen(
                ExportedDevices.of(handle, request, request.units(), ids), answers, last(ids));
    }

    private static Optional<DeviceId> last(List<DeviceId> page) {
        return page.size() < A_PAGE ? Optional.empty() : Optional.of(page.getLast());
    }

    private List<ExportLine> lines(
            Handle handle, ExportRequest request, Chosen page, Postures postures) {
        var tree = units.treeAt(handle, request.district(), request.asOf());
        var known = postures.of(handle, page.devices());
        return page.devices().stream()
                .map(device ->
                        new ExportLine(
                                device,
                                tree.unit(device.unit()).map(Unit::slug).orElse(""),
                                path(tree, device.unit()),
                                known.getOrDefault(
                                        device.id(), new Posture(Map.of(), request.asOf())),
                                page.answers().getOrDefault(device.id(), Truth.YES)))
                .toList();
    }

    private static String path(UnitTree tree, UnitId unit) {
        return tree.path(unit).stream().map(Unit::name).collect(Collectors.joining(" / "));
    }

    private static DeviceSelection.Question question(ExportRequest request) {
        return new DeviceSelection.Question(
                request.district(), request.units(), request.query(), request.asOf());
    }

    private static boolean onlyUnits(ExportRequest request) {
        return request.query().isAboutUnitsOnly();
    }

    /** The units that the asker may export and the filter names, by the tree as it was. */
    private static Set<UnitId> chosen(ExportRequest request, UnitTree tree) {
        return request.units().stream()
                .filter(unit -> {
                    var slugs = tree.path(unit).stream().map(Unit::slug).toArray(String[]::new);
                    return QueryEvaluator.evaluate(
                                    request.query(), Map.of(Field.ORG, Fact.of(slugs)))
                            == Truth.YES;
                })
                .collect(Collectors.toUnmodifiableSet());
    }
}
