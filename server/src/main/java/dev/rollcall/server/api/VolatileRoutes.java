package dev.rollcall.server.api;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.device.Device;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.inventory.VolatileSeries;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What is always changing on a device, day by day. */
public final class VolatileRoutes implements Routes {

    private final Database database;
    private final VolatileSeries series;
    private final Devices devices;

    public VolatileRoutes(Database database, VolatileSeries series, Devices devices) {
        this.database = database;
        this.series = series;
        this.devices = devices;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/v1/districts/{district}/devices/{device}/volatile", this::ofDevice));
    }

    private Response ofDevice(Request request) {
        int limit = request.limit(100, 500);
        var before = request.cursor(VolatileRoutes::place);
        return Response.ok(
                database.read(h -> {
                    var device = device(h, request);
                    var period = Period.ofWeek(request);
                    var said =
                            series
                                    .between(
                                            h,
                                            device.district(),
                                            device.id(),
                                            period.from(),
                                            period.to(),
                                            before,
                                            limit + 1)
                                    .stream()
                                    .map(each ->
                                            new DeviceView.Volatile(
                                                    each.receivedAt(), each.facts()))
                                    .toList();
                    return request.page(said, limit, each -> each.receivedAt().toString());
                }));
    }

    private static Instant place(String text) {
        try {
            var at = Instant.parse(text);
            if (at.isBefore(Instant.EPOCH)) {
                throw new IllegalArgumentException("no place in this list");
            }
            return at;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no place in this list", e);
        }
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
}
