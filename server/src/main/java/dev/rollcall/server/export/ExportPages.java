package dev.rollcall.server.export;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.server.device.query.Truth;
import dev.rollcall.server.export.PolicyChecks.Recorded;
import dev.rollcall.server.storage.Database;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * The lines of one table, page by page. While a page is written the two that follow are read: whose
 * it is and what is known of them in a read each, so that both processors of a small server have
 * something to do. Three pages at most are in memory. All reads ask for the instant of the export.
 */
final class ExportPages {

    private static final int AHEAD = 2;

    private final Database database;
    private final ExportRequest request;
    private final ExportUnits units;
    private final ChosenDevices devices;
    private final Postures postures;
    private final boolean checks;

    /**
     * @param part whose sections are read, and for checks how settings held and what packages have
     */
    ExportPages(
            Database database,
            ExportRequest request,
            ExportUnits units,
            ChosenDevices devices,
            Postures postures,
            ExportKind.Part part) {
        this.database = database;
        this.request = request;
        this.units = units;
        this.devices = devices;
        this.postures = postures;
        this.checks = part == ExportKind.Part.CHECKS;
    }

    /** A line, and how settings held on its device where that was asked for. */
    record Row(
            ExportLine line,
            List<Recorded> recorded,
            Optional<VulnerableChecks.Found> vulnerable) {}

    private record Page(
            ChosenDevices.Page chosen,
            Postures.Unparsed sections,
            Map<DeviceId, List<Recorded>> recorded,
            Map<DeviceId, VulnerableChecks.Found> vulnerable) {}

    /** A page that is being read. */
    private record Coming(
            CompletableFuture<ChosenDevices.Page> chosen, CompletableFuture<Page> page) {}

    void each(Consumer<Row> sink) {
        try (var ahead = Executors.newVirtualThreadPerTaskExecutor()) {
            var coming = new ArrayDeque<>(List.of(read(Optional.empty(), ahead)));
            while (!coming.isEmpty()) {
                readAhead(coming, ahead);
                rows(joined(coming.remove().page())).forEach(sink);
            }
        }
    }

    private void readAhead(Deque<Coming> coming, Executor ahead) {
        while (coming.size() <= AHEAD) {
            var last = joined(coming.getLast().chosen()).last();
            if (last.isEmpty()) {
                return;
            }
            coming.add(read(last, ahead));
        }
    }

    private Coming read(Optional<DeviceId> after, Executor ahead) {
        var chosen =
                CompletableFuture.supplyAsync(
                        () -> database.read(h -> devices.page(h, after)), ahead);
        return new Coming(
                chosen, chosen.thenApplyAsync(page -> database.read(h -> page(h, page)), ahead));
    }

    private static <T> T joined(CompletableFuture<T> page) {
        try {
            return page.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private Page page(Handle handle, ChosenDevices.Page chosen) {
        var ids = chosen.devices().stream().map(ExportedDevice::id).toList();
        return new Page(
                chosen,
                postures.read(handle, chosen.devices()),
                checks
                        ? PolicyChecks.at(handle, request.district(), ids, request.asOf())
                        : Map.of(),
                checks ? VulnerableChecks.of(handle, request, chosen.devices()) : Map.of());
    }

    private Stream<Row> rows(Page page) {
        var known = postures.parse(page.sections());
        return page.chosen().devices().stream()
                .map(device ->
                        new Row(
                                line(device, known, page.chosen().answers()),
                                page.recorded().getOrDefault(device.id(), List.of()),
                                Optional.ofNullable(page.vulnerable().get(device.id()))));
    }

    private ExportLine line(
            ExportedDevice device, Map<DeviceId, Posture> known, Map<DeviceId, Truth> answers) {
        return new ExportLine(
                device,
                units.slug(device.unit()),
                units.path(device.unit()),
                known.getOrDefault(device.id(), new Posture(Map.of(), request.asOf())),
                answers.getOrDefault(device.id(), Truth.YES));
    }
}
