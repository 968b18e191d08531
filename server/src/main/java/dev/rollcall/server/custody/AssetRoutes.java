package dev.rollcall.server.custody;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.access.Place;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.Device;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The register of physical things: list, show with their past, add, change, link to devices. */
public final class AssetRoutes implements Routes {

    static final String ASSETS = "/api/v1/districts/{district}/assets";
    private static final String ASSET = ASSETS + "/{asset}";

    private final Database database;
    private final Devices devices;
    private final AssetKeeping keeping;

    public AssetRoutes(Database database, Assets assets, Devices devices, AuditLog audit) {
        this.database = database;
        this.devices = devices;
        this.keeping = new AssetKeeping(assets, audit);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(ASSETS, this::list),
                Route.post(ASSETS, this::add),
                Route.get(ASSET, this::show),
                Route.patch(ASSET, this::change),
                Route.post(ASSET + "/link", this::link),
                Route.post(ASSET + "/unlink", this::unlink));
    }

    private Response list(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var scope = seen(caller, district);
        int limit = request.limit(100, 500);
        var after = request.cursor(UUID::fromString);
        var asked =
                new AssetList.Asked(
                        district,
                        below(request.query("unit"), caller, district, scope),
                        request.query("status", AssetStatus::parse),
                        request.query("name"),
                        request.query("text"),
                        caller.past(request, "as-of"));
        var shown =
                database.read(h -> AssetList.page(h, asked, after, limit + 1)).stream()
                        .map(line -> AssetViews.of(line, scope::contains))
                        .toList();
        return Response.ok(request.page(shown, limit, view -> view.id().toString()));
    }

    /** The units where the caller may look at devices; nowhere at all is refused. */
    static Set<UnitId> seen(Caller caller, DistrictId district) {
        var scope = caller.scope(Permission.DEVICE_VIEW, district);
        if (scope.isEmpty()) {
            caller.require(Permission.DEVICE_VIEW, district);
        }
        return scope;
    }

    /** Of the scope, what is the unit of the parameter or below it. */
    static Set<UnitId> below(
            Optional<String> named, Caller caller, DistrictId district, Set<UnitId> scope) {
        var unit = named.map(u -> caller.unit(district, u));
        return unit.isEmpty()
                ? scope
                : scope.stream()
                        .filter(u -> isBelow(caller, district, u, unit.get()))
                        .collect(Collectors.toUnmodifiableSet());
    }

    static boolean isBelow(Caller caller, DistrictId district, UnitId unit, UnitId above) {
        return caller.territory().path(district, unit).contains(new Place(district, above));
    }

    private Response show(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var id = request.path("asset", UUID::fromString);
        var at = caller.past(request, "as-of");
        return Response.ok(
                database.read(h -> {
                    var line =
                            AssetList.find(h, district, id, at)
                                    .orElseThrow(() ->
                                            new Problem(
                                                    ProblemCode.NOT_FOUND,
                                                    "there is no such asset"));
                    // of the past too, by who may see it where it is today, or was last
                    var known = AssetHistory.states(h, district, id, caller.now());
                    var unit =
                            known.isEmpty() ? line.asset().unit() : known.getFirst().asset().unit();
                    caller.require(Permission.DEVICE_VIEW, district, unit);
                    return inFull(h, caller, district, line, at.orElse(caller.now()));
                }));
    }

    private static InFull inFull(
            Handle handle, Caller caller, DistrictId district, AssetLine line, Instant at) {
        var id = line.asset().id();
        return new InFull(
                AssetViews.of(line, unit -> caller.may(Permission.DEVICE_VIEW, district, unit)),
                AssetHistory.states(handle, district, id, at).stream().map(Past::of).toList(),
                AssetHistory.links(handle, district, id, at).stream()
                        .filter(l -> caller.may(Permission.DEVICE_VIEW, district, l.unit()))
                        .map(l -> new WasDevice(l.device(), l.name(), l.from(), l.until()))
                        .toList());
    }

    private Response add(Request request) {
        var caller = AssetImportRoutes.changing(request);
        var district = caller.district(request);
        var said = request.body(AssetChange.class);
        return Response.created(
                database.write(h -> {
                    var made = keeping.add(h, caller, district, said);
                    return view(h, caller, district, made.id());
                }));
    }

    private Response change(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var id = mayChange(request, caller, district);
        var said = request.body(AssetChange.class);
        return Response.ok(
                database.write(h -> {
                    var before = keeping.find(h, caller, district, id);
                    var after = keeping.changed(h, caller, district, before, said);
                    keeping.change(h, caller, district, before, after);
                    return view(h, caller, district, id);
                }));
    }

    private Response link(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var id = mayChange(request, caller, district);
        var named = request.body(Named.class).device();
        return Response.ok(
                database.write(h -> {
                    var asset = keeping.find(h, caller, district, id);
                    keeping.link(h, caller, district, asset, device(h, caller, district, named));
                    return view(h, caller, district, id);
                }));
    }

    private Response unlink(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var id = mayChange(request, caller, district);
        var named = request.body(Named.class).device();
        return Response.ok(
                database.write(h -> {
                    var asset = keeping.find(h, caller, district, id);
                    keeping.unlink(h, caller, district, asset, device(h, caller, district, named));
                    return view(h, caller, district, id);
                }));
    }

    /** The asset in the path: who may not change it learns nothing of what is wrong with a body. */
    private UUID mayChange(Request request, Caller caller, DistrictId district) {
        var id = request.path("asset", UUID::fromString);
        var asset = database.read(h -> keeping.find(h, caller, district, id));
        caller.require(Permission.DEVICE_CHANGE, district, asset.unit());
        return id;
    }

    private Device device(Handle handle, Caller caller, DistrictId district, DeviceId id) {
        var device =
                devices.find(handle, district, id)
                        .orElseThrow(() ->
                                new Problem(ProblemCode.NOT_FOUND, "there is no such device"));
        caller.require(Permission.DEVICE_VIEW, district, device.unit());
        return device;
    }

    private static AssetViews.View view(
            Handle handle, Caller caller, DistrictId district, UUID id) {
        var line = AssetList.find(handle, district, id, Optional.empty()).orElseThrow();
        return AssetViews.of(line, unit -> caller.may(Permission.DEVICE_VIEW, district, unit));
    }

    /** A device by its id. */
    record Named(DeviceId device) {

        Named {
            Objects.requireNonNull(device, "device");
        }
    }

    /** What was known of it from when to when, newest first. */
    record Past(Instant from, Optional<Instant> until, AssetViews.View asset) {

        static Past of(AssetHistory.State state) {
            var line =
                    new AssetLine(
                            state.asset(),
                            state.from(),
                            state.saidBy(),
                            state.list(),
                            false,
                            List.of());
            return new Past(state.from(), state.until(), AssetViews.of(line, _ -> false));
        }
    }

    /** A device record that it was from when to when. */
    record WasDevice(DeviceId device, String name, Instant from, Optional<Instant> until) {}

    /** An asset with its past. */
    record InFull(AssetViews.View asset, List<Past> states, List<WasDevice> links) {}
}
