package dev.rollcall.server.export;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.server.device.query.DeviceSelection;
import dev.rollcall.server.export.PoliciesInForce.Settings;
import dev.rollcall.server.inventory.Bodies;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** Makes exports, page by page. Safe for use by many threads. */
public final class Exports {

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
    public void check(ExportKind kind, ExportRequest request) {
        if (!kind.isOfEnrolled() && !request.onlyUnits()) {
            throw new Problem(
                    ProblemCode.INVALID_QUERY,
                    "The export "
                            + kind.word()
                            + " can be filtered by org only: the other fields are about enrolled"
                            + " devices.");
        }
        if (request.asOf().isAfter(request.madeAt())) {
            throw new Problem(ProblemCode.INVALID_VALUE, "as-of is in the future");
        }
        if (request.aboutThePast() && !request.onlyUnits()) {
            throw new Problem(
                    ProblemCode.INVALID_QUERY,
                    "An export as of the past can be filtered by org only: the other fields say how"
                            + " devices are now.");
        }
    }

    public Coverage coverage(ExportKind kind, ExportRequest request) {
        check(kind, request);
        return database.read(h -> {
            var chosen = unitsThen(h, request).chosen();
            if (!kind.isOfEnrolled()) {
                return register(kind, request).coverage(h, chosen);
            }
            var tally =
                    request.onlyUnits()
                            ? new Tally(
                                    ExportedDevices.count(h, request, chosen),
                                    ExportedDevices.fresh(h, request, chosen))
                            : tally(h, request, new ChosenDevices(selection, request, chosen));
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
    private static Tally tally(Handle handle, ExportRequest request, ChosenDevices chosen) {
        long devices = 0;
        long fresh = 0;
        var after = Optional.<DeviceId>empty();
        do {
            var page = chosen.page(handle, after);
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
                            sink ->
                                    pages(part, request)
                                            .each(row -> sink.accept(DeviceRow.of(row.line()))));
            case COMPLIANCE ->
                    new ExportWriter.Table(
                            "devices",
                            ComplianceRow.COLUMNS,
                            sink ->
                                    pages(part, request)
                                            .each(row ->
                                                    sink.accept(ComplianceRow.of(row.line()))));
            case CHECKS ->
                    new ExportWriter.Table(
                            "checks", CheckRow.COLUMNS, sink -> checks(request, sink));
            case RETIREMENTS -> table(register(ExportKind.RETIREMENTS, request));
            case ASSETS -> table(register(ExportKind.ASSETS, request));
        };
    }

    private static RegisterPages register(ExportKind kind, ExportRequest request) {
        return kind == ExportKind.ASSETS
                ? new RegisterPages(kind, AssetRow.SOURCE, request)
                : new RegisterPages(kind, RetirementRow.SOURCE, request);
    }

    private ExportWriter.Table table(RegisterPages pages) {
        return new ExportWriter.Table(
                pages.name(),
                pages.columns(),
                sink -> {
                    var then = database.read(h -> unitsThen(h, pages.request()));
                    pages.each(database, then, sink);
                });
    }

    private void checks(ExportRequest request, Consumer<List<Cell>> sink) {
        var inForce = database.read(h -> policies.at(h, request.district(), request.asOf()));
        pages(ExportKind.Part.CHECKS, request)
                .each(row ->
                        CheckRow.of(
                                        row.line(),
                                        row.recorded(),
                                        inForce.getOrDefault(
                                                row.line().device().unit(), Settings.NONE),
                                        row.vulnerable())
                                .forEach(sink));
    }

    private ExportPages pages(ExportKind.Part part, ExportRequest request) {
        var then = database.read(h -> unitsThen(h, request));
        return new ExportPages(
                database,
                request,
                then,
                new ChosenDevices(selection, request, then.chosen()),
                new Postures(bodies, request, part.sections(request)),
                part);
    }

    private ExportUnits unitsThen(Handle handle, ExportRequest request) {
        return new ExportUnits(units.treeAt(handle, request.district(), request.asOf()), request);
    }
}
