package dev.rollcall.server.clone;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
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
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** Cases of clones: list, show. */
public final class CloneRoutes implements Routes {

    private static final String CLONES = "/api/v1/districts/{district}/clones";

    private final Database database;
    private final CloneCases cases;
    private final Devices devices;

    public CloneRoutes(Database database, CloneCases cases, Devices devices) {
        this.database = database;
        this.cases = cases;
        this.devices = devices;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get(CLONES, this::list), Route.get(CLONES + "/{clone}", this::show));
    }

    private Response list(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var visible = caller.scope(Permission.DEVICE_VIEW, district);
        if (visible.isEmpty()) {
            caller.require(Permission.DEVICE_VIEW, district);
        }
        int limit = request.limit(100, 500);
        var below = request.cursor(CloneRoutes::number);
        return Response.ok(
                database.read(h -> {
                    var shown =
                            cases.list(h, district, visible, below, limit + 1).stream()
                                    .map(found -> view(h, found))
                                    .toList();
                    return request.page(shown, limit, View::name);
                }));
    }

    private Response show(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        int number = request.path("clone", CloneRoutes::number);
        return Response.ok(
                database.read(h -> {
                    var found = cases.find(h, district, number).orElseThrow(CloneRoutes::unknown);
                    var device = devices.find(h, district, found.device()).orElseThrow();
                    caller.require(Permission.DEVICE_VIEW, district, device.unit());
                    var machines =
                            cases.copies(h, found).stream()
                                    .map(copy ->
                                            CopyView.of(copy, name(h, district, copy.device())))
                                    .toList();
                    return new InFull(view(h, found), machines);
                }));
    }

    private static int number(String text) {
        var digits = text.regionMatches(true, 0, "C-", 0, 2) ? text.substring(2) : text;
        return Integer.parseInt(digits);
    }

    private static Problem unknown() {
        return new Problem(ProblemCode.NOT_FOUND, "there is no such case of clones");
    }

    private View view(Handle handle, CloneCase found) {
        var copies = cases.copies(handle, found);
        int left = count(copies, copy -> copy.left().isPresent());
        int kept = count(copies, copy -> copy.kept().isPresent());
        int waiting = CloneRule.waiting(copies);
        return new View(
                found.name(),
                found.device(),
                name(handle, found.district(), Optional.of(found.device())).orElseThrow(),
                found.enrollment(),
                found.since(),
                found.settled(),
                left + kept + waiting,
                left,
                kept,
                waiting);
    }

    private static int count(List<Copy> copies, Predicate<Copy> which) {
        return (int) copies.stream().filter(which).count();
    }

    private Optional<String> name(Handle handle, DistrictId district, Optional<DeviceId> device) {
        return device.flatMap(id -> devices.find(handle, district, id)).map(Device::displayName);
    }

    /** A case in a list. */
    record View(
            String name,
            DeviceId device,
            String deviceName,
            EnrollmentId enrollment,
            Instant since,
            Optional<Instant> settledAt,
            int copies,
            int reenrolled,
            int kept,
            int waiting) {}

    /** A case with its machines. */
    record InFull(@JsonUnwrapped View view, List<CopyView> machines) {

        InFull {
            machines = List.copyOf(machines);
        }
    }

    /** A machine of it. */
    record CopyView(
            String boot,
            String state,
            Instant firstSeen,
            Instant lastSeen,
            Optional<DeviceId> device,
            Optional<String> deviceName) {

        static CopyView of(Copy copy, Optional<String> name) {
            var state =
                    copy.left().isPresent()
                            ? "re-enrolled"
                            : copy.kept().isPresent() ? "kept" : "waiting";
            return new CopyView(
                    copy.bootId(), state, copy.firstSeen(), copy.lastSeen(), copy.device(), name);
        }
    }
}
