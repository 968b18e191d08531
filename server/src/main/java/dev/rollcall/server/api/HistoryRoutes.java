package dev.rollcall.server.api;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.device.Device;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.inventory.history.Change;
import dev.rollcall.server.inventory.history.Feed;
import dev.rollcall.server.inventory.history.History;
import dev.rollcall.server.inventory.history.Place;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.problem.NearestName;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.PlainText;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * What became different on devices: the feed of a unit, of one device, and between two instants.
 */
public final class HistoryRoutes implements Routes {

    private static final String DISTRICT = "/api/v1/districts/{district}";
    private static final String DEVICE = DISTRICT + "/devices/{device}";
    private static final List<SectionKind> KNOWN = Sections.kinds();
    private static final int LONGEST_NAME = 40;

    private final Database database;
    private final History history;
    private final Devices devices;
    private final Units units;

    public HistoryRoutes(Database database, History history, Devices devices, Units units) {
        this.database = database;
        this.history = history;
        this.devices = devices;
        this.units = units;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(DISTRICT + "/changes", this::ofUnit),
                Route.get(DEVICE + "/changes", this::ofDevice),
                Route.get(DEVICE + "/differences", this::between));
    }

    private Response ofUnit(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var visible = new HashSet<>(caller.scope(Permission.DEVICE_VIEW, district));
        if (visible.isEmpty()) {
            caller.require(Permission.DEVICE_VIEW, district);
        }
        var unit = request.query("unit").map(name -> caller.unit(district, name));
        unit.ifPresent(id -> caller.require(Permission.DEVICE_VIEW, district, id));
        return Response.ok(
                database.read(h -> {
                    unit.ifPresent(id -> visible.retainAll(units.tree(h, district).subtreeIds(id)));
                    return feed(h, request, district, List.copyOf(visible), Optional.empty());
                }));
    }

    private Response ofDevice(Request request) {
        return Response.ok(
                database.read(h -> {
                    var device = device(h, request);
                    return feed(
                            h,
                            request,
                            device.district(),
                            List.of(device.unit()),
                            Optional.of(device.id()));
                }));
    }

    private Object feed(
            Handle handle,
            Request request,
            DistrictId district,
            List<UnitId> of,
            Optional<DeviceId> device) {
        var period = device.isPresent() ? Period.ofAll(request) : Period.ofWeek(request);
        var kept = keptSince(handle, request, district);
        var question =
                new Feed.Question(
                        district,
                        of.stream()
                                .collect(
                                        Collectors.toMap(
                                                unit -> unit,
                                                unit -> kept.getOrDefault(unit, Instant.EPOCH))),
                        device,
                        period.from(),
                        period.to(),
                        sections(request),
                        request.query("routine", Boolean::parseBoolean).orElse(false));
        var part =
                history.feed(
                        handle, question, request.cursor(Place::parse), request.limit(100, 500));
        return request.part(
                part.entries().stream().map(Changed::of).toList(),
                part.next().map(Place::toString));
    }

    private Map<UnitId, Instant> keptSince(Handle handle, Request request, DistrictId district) {
        var now = Caller.of(request).now();
        var since = new HashMap<UnitId, Instant>();
        units.history(handle, district)
                .forEach((unit, period) -> since.put(unit, now.minus(period)));
        return since;
    }

    /** Those that are known: of another nothing ever changes, which would read like an answer. */
    private static List<SectionKind> sections(Request request) {
        return request.query("section")
                .map(text -> Stream.of(text.split(",", -1)).map(HistoryRoutes::section).toList())
                .orElse(List.of());
    }

    private static SectionKind section(String name) {
        return KNOWN.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    var names = KNOWN.stream().map(SectionKind::name).toList();
                    return new Problem(
                            ProblemCode.INVALID_VALUE,
                            "There is no section \"%s\"%s; there are %s."
                                    .formatted(
                                            PlainText.line(name, LONGEST_NAME),
                                            NearestName.hint(name, names),
                                            String.join(", ", names)),
                            Map.of("field", "section"));
                });
    }

    private Response between(Request request) {
        var period = Period.ofWeek(request);
        return Response.ok(
                database.read(h -> {
                    var device = device(h, request);
                    var kept = keptSince(h, request, device.district());
                    return new Differences(
                            period.from(),
                            period.to(),
                            history
                                    .between(
                                            h,
                                            device.district(),
                                            device.id(),
                                            period.from(),
                                            period.to(),
                                            kept.getOrDefault(device.unit(), Instant.EPOCH))
                                    .stream()
                                    .map(Difference::of)
                                    .toList());
                }));
    }

    /** The device in the path, where the caller may see it; else it is not there. */
    private Device device(Handle handle, Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var device =
                devices.find(handle, district, request.path("device", DeviceId::parse))
                        .orElseThrow(() ->
                                new Problem(ProblemCode.NOT_FOUND, "There is no such device."));
        caller.require(Permission.DEVICE_VIEW, district, device.unit());
        return device;
    }

    /** A device as a change names it. */
    record NamedDevice(DeviceId id, String name) {}

    /** A line of the feed. */
    record Changed(Instant at, NamedDevice device, String section, Difference change) {

        static Changed of(Feed.Entry entry) {
            return new Changed(
                    entry.place().at(),
                    new NamedDevice(entry.place().device(), entry.deviceName()),
                    entry.place().kind().name(),
                    Difference.of(entry.change()));
        }
    }

    /** What differs; see {@link Change}. */
    record Difference(
            String kind,
            String fact,
            Optional<String> item,
            Optional<String> before,
            Optional<String> after,
            boolean routine,
            String sentence) {

        static Difference of(Change change) {
            return new Difference(
                    change.kind().word(),
                    change.fact(),
                    change.item(),
                    change.before(),
                    change.after(),
                    change.routine(),
                    change.sentence());
        }
    }

    /** All that differs between two instants. */
    record Differences(Instant from, Instant to, List<Difference> changes) {

        Differences {
            changes = List.copyOf(changes);
        }
    }
}
