package dev.rollcall.server.api;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.Device;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.device.query.DeviceSelection;
import dev.rollcall.server.device.query.DeviceSelection.Question;
import dev.rollcall.server.device.query.Query;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Devices: count, list, show, label, packages, place. */
public final class DeviceRoutes implements Routes {

    private static final String DEVICES = "/api/v1/districts/{district}/devices";
    private static final String DEVICE = DEVICES + "/{device}";

    private final Database database;
    private final DeviceSelection selection;
    private final DeviceViews views;
    private final Devices devices;
    private final Units units;
    private final AuditLog audit;
    private final Moved moved;

    /** Hears that a device is in another unit, where another policy may be in force. */
    @FunctionalInterface
    public interface Moved {
        void to(DistrictId district, DeviceId device);
    }

    public DeviceRoutes(
            Database database,
            DeviceSelection selection,
            DeviceViews views,
            Devices devices,
            Units units,
            AuditLog audit,
            Moved moved) {
        this.database = database;
        this.selection = selection;
        this.views = views;
        this.devices = devices;
        this.units = units;
        this.audit = audit;
        this.moved = moved;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(DEVICES, this::list),
                Route.get(DEVICES + "/count", this::count),
                Route.get(DEVICE, this::show),
                Route.patch(DEVICE, this::label),
                Route.get(DEVICE + "/packages", this::packages),
                Route.post(DEVICE + "/place", this::place));
    }

    private Response list(Request request) {
        var question = question(request);
        int limit = request.limit(100, 1000);
        var after = request.cursor(DeviceId::parse);
        return Response.ok(
                database.read(h -> {
                    var found = selection.page(h, question, after, limit + 1);
                    var tree = units.tree(h, question.district());
                    var shown = found.stream().map(d -> ListedDevice.of(d, tree)).toList();
                    return request.page(shown, limit, device -> device.id().toString());
                }));
    }

    private Response count(Request request) {
        var question = question(request);
        return Response.ok(database.read(h -> selection.count(h, question)));
    }

    private static Question question(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var visible = caller.scope(Permission.DEVICE_VIEW, district);
        if (visible.isEmpty()) {
            caller.require(Permission.DEVICE_VIEW, district);
        }
        var query = Query.parse(request.query("query").orElse(""));
        return new Question(district, visible, query, caller.now());
    }

    private Response show(Request request) {
        var caller = Caller.of(request);
        var at = caller.past(request, "as-of").orElse(caller.now());
        return Response.ok(
                database.read(h ->
                        views.of(h, device(h, request, Permission.DEVICE_VIEW), at, caller.now())));
    }

    private Response packages(Request request) {
        var caller = Caller.of(request);
        var at = caller.past(request, "as-of").orElse(caller.now());
        int limit = request.limit(500, 1000);
        var after = request.cursor();
        var page =
                database
                        .read(h ->
                                views.packages(h, device(h, request, Permission.DEVICE_VIEW), at))
                        .stream()
                        .sorted(Comparator.comparing(DeviceRoutes::order))
                        .filter(installed -> order(installed).compareTo(after) > 0)
                        .limit(limit + 1L)
                        .toList();
        return Response.ok(request.page(page, limit, DeviceRoutes::order));
    }

    /** Where a package is in the list; none of its parts has a blank. */
    private static String order(InstalledPackage installed) {
        return String.join(
                " ",
                installed.name(),
                installed.version(),
                installed.architecture(),
                installed.source().name());
    }

    private Response label(Request request) {
        var caller = Caller.of(request);
        var wanted = request.body(Label.class).label();
        database.change(h -> {
            var device = device(h, request, Permission.DEVICE_CHANGE);
            var label = devices.label(h, device.district(), device.id(), wanted);
            if (!label.equals(device.label())) {
                audit.record(
                        h,
                        new AuditEvent(
                                device.district(),
                                caller.actor(),
                                caller.now(),
                                "labeled",
                                "device",
                                device.id().toString(),
                                Optional.of(Map.of("label", device.label().orElse(""))),
                                Optional.of(Map.of("label", label.orElse("")))));
            }
        });
        return show(request);
    }

    private Response place(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var unit = caller.unit(district, request.body(Place.class).unit());
        caller.require(Permission.DEVICE_CHANGE, district, unit);
        var placed =
                database.write(h -> {
                    var device = device(h, request, Permission.DEVICE_CHANGE);
                    if (devices.place(h, district, device.id(), unit, caller.now())) {
                        audit.record(
                                h,
                                new AuditEvent(
                                        district,
                                        caller.actor(),
                                        caller.now(),
                                        "placed",
                                        "device",
                                        device.id().toString(),
                                        Optional.of(Map.of("unit", device.unit().toString())),
                                        Optional.of(Map.of("unit", unit.toString()))));
                    }
                    return device.id();
                });
        moved.to(district, placed);
        return show(request);
    }

    /** The device in the path, where the caller may do this; else it is not there. */
    private Device device(Handle handle, Request request, Permission permission) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var id = request.path("device", DeviceId::parse);
        var device =
                devices.find(handle, district, id)
                        .orElseThrow(() ->
                                new Problem(ProblemCode.NOT_FOUND, "There is no such device."));
        caller.require(permission, district, device.unit());
        return permission == Permission.DEVICE_CHANGE ? device.requireOwn() : device;
    }

    /** What people call it; empty takes the name away. */
    record Label(String label) {

        Label {
            Objects.requireNonNull(label, "label");
        }
    }

    /** A unit by id or slug. */
    record Place(String unit) {

        Place {
            Objects.requireNonNull(unit, "unit");
        }
    }

    /** A unit as lists name it. */
    record NamedUnit(String id, String slug, String name) {

        static NamedUnit of(Unit unit) {
            return new NamedUnit(unit.id().toString(), unit.slug(), unit.name());
        }
    }
}
