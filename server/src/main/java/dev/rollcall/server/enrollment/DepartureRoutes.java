package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.audit.Actor;
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

/** Ends a device's enrollment: revoke, retire. */
public final class DepartureRoutes implements Routes {

    private static final String DEVICE = "/api/v1/districts/{district}/devices/{device}";

    private final Database database;
    private final Devices devices;
    private final Departures departures;

    public DepartureRoutes(Database database, Devices devices, Departures departures) {
        this.database = database;
        this.devices = devices;
        this.departures = departures;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(DEVICE + "/revoke", request -> end(request, departures::revoke))
                        .evenOnAFullDisk(),
                Route.post(DEVICE + "/retire", request -> end(request, departures::retire))
                        .evenOnAFullDisk());
    }

    /** One of the two ways to end. */
    private interface Ending {
        Enrollment end(
                DistrictId district, DeviceId device, String reason, Actor actor, Instant now);
    }

    private Response end(Request request, Ending ending) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var id = request.path("device", DeviceId::parse);
        var device =
                database.read(h -> devices.find(h, district, id))
                        .orElseThrow(() ->
                                new Problem(ProblemCode.NOT_FOUND, "there is no such device"));
        caller.require(Permission.DEVICE_CHANGE, district, device.unit());
        var reason = request.body(Because.class).reason();
        return Response.ok(
                View.of(device, ending.end(district, id, reason, caller.actor(), caller.now())));
    }

    record Because(String reason) {

        Because {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** What is left of the enrollment. */
    record View(
            DeviceId id,
            Optional<String> hostname,
            String name,
            EnrollmentId enrollment,
            String status,
            String reason,
            Instant endedAt) {

        static View of(Device device, Enrollment enrollment) {
            var end = enrollment.end().orElseThrow();
            return new View(
                    device.id(),
                    device.description().hostname(),
                    device.displayName(),
                    enrollment.id(),
                    end.reason().word(),
                    end.text(),
                    end.at());
        }
    }
}
