package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.device.Device;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.device.RetiredAs;
import dev.rollcall.server.device.Retirement;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** How devices leave: revoke, retire and back, transfer. */
public final class DepartureRoutes implements Routes {

    private static final String DEVICE = "/api/v1/districts/{district}/devices/{device}";

    private final Database database;
    private final Devices devices;
    private final Retirements retirements;
    private final Departures departures;
    private final Transfers transfers;
    private final Supplier<String> rootFingerprint;

    public DepartureRoutes(
            Database database,
            Devices devices,
            Retirements retirements,
            Departures departures,
            Transfers transfers,
            Supplier<String> rootFingerprint) {
        this.database = database;
        this.devices = devices;
        this.retirements = retirements;
        this.departures = departures;
        this.transfers = transfers;
        this.rootFingerprint = rootFingerprint;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(DEVICE + "/revoke", this::revoke).evenOnAFullDisk(),
                Route.post(DEVICE + "/retire", this::retire).evenOnAFullDisk(),
                Route.post(DEVICE + "/unretire", this::unretire),
                Route.post(DEVICE + "/transfer", this::transfer));
    }

    private Response revoke(Request request) {
        var caller = Caller.of(request);
        var device = device(request, caller);
        var reason = request.body(Because.class).reason();
        var ended =
                departures.revoke(
                        device.district(), device.id(), reason, caller.actor(), caller.now());
        return Response.ok(View.of(device, ended, Optional.empty()));
    }

    private Response retire(Request request) {
        var caller = Caller.of(request);
        var device = device(request, caller);
        var wanted = request.body(Wanted.class);
        var retiring =
                new Retiring(
                        device.district(),
                        device.id(),
                        wanted.as().orElse(RetiredAs.OTHER),
                        wanted.on().orElse(LocalDate.ofInstant(caller.now(), ZoneOffset.UTC)),
                        wanted.reason());
        var ended = departures.retire(retiring, caller.actor(), caller.now());
        var kept = database.read(h -> retirements.current(h, device.district(), device.id()));
        return Response.ok(View.of(device, ended, kept));
    }

    private Response unretire(Request request) {
        var caller = Caller.of(request);
        var device = device(request, caller);
        var reason = request.body(Because.class).reason();
        departures.unretire(device.district(), device.id(), reason, caller.actor(), caller.now());
        return Response.ok(Expected.of(device));
    }

    private Response transfer(Request request) {
        var caller = Caller.of(request);
        var device = device(request, caller);
        var wanted = request.body(To.class);
        var district = caller.district(wanted.to());
        if (district.equals(device.district())) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "the device is in this district already: move it to another unit instead",
                    Map.of("field", "to"));
        }
        var unit =
                wanted.unit()
                        .map(u -> caller.unit(district, u))
                        .orElseGet(() -> new UnitId(district.value()));
        caller.require(Permission.ENROLLMENT_TOKEN, district, unit);
        caller.require(Permission.DEVICE_CHANGE, district, unit);
        var made =
                transfers.transfer(
                        device.district(),
                        device.id(),
                        district,
                        unit,
                        wanted.reason(),
                        caller.actor(),
                        caller.now());
        return Response.created(
                new TokenRoutes.CreatedView(
                        TokenRoutes.TokenView.of(made.token(), caller.now()),
                        made.secret().revealText(),
                        rootFingerprint.get()));
    }

    /** The device in the path, where the caller may change it. */
    private Device device(Request request, Caller caller) {
        var district = caller.district(request);
        var id = request.path("device", DeviceId::parse);
        var device =
                database.read(h -> devices.find(h, district, id))
                        .orElseThrow(() ->
                                new Problem(ProblemCode.NOT_FOUND, "there is no such device"));
        caller.require(Permission.DEVICE_CHANGE, district, device.unit());
        return device.requireOwn();
    }

    record Because(String reason) {

        Because {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * @param as other without it. @param on today without it, in UTC
     */
    record Wanted(String reason, Optional<RetiredAs> as, Optional<LocalDate> on) {

        Wanted {
            Objects.requireNonNull(reason, "reason");
            as = Objects.requireNonNullElse(as, Optional.empty());
            on = Objects.requireNonNullElse(on, Optional.empty());
        }
    }

    /**
     * @param to district by id or slug
     * @param unit of it by id or slug; its root without it
     */
    record To(String to, Optional<String> unit, String reason) {

        To {
            Objects.requireNonNull(to, "to");
            unit = Objects.requireNonNullElse(unit, Optional.empty());
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** A record that waits to be enrolled again. */
    record Expected(DeviceId id, Optional<String> hostname, String name, String status) {

        static Expected of(Device device) {
            return new Expected(
                    device.id(), device.description().hostname(), device.displayName(), "expected");
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
            Instant endedAt,
            Optional<RetiredAs> as,
            Optional<LocalDate> on) {

        static View of(Device device, Enrollment enrollment, Optional<Retirement> retired) {
            var end = enrollment.end().orElseThrow();
            return new View(
                    device.id(),
                    device.description().hostname(),
                    device.displayName(),
                    enrollment.id(),
                    retired.isPresent() ? EndReason.RETIRED.word() : end.reason().word(),
                    retired.map(Retirement::reason).orElse(end.text()),
                    end.at(),
                    retired.map(Retirement::as),
                    retired.map(Retirement::on));
        }
    }
}
