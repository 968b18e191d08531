package dev.rollcall.server.clone;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.Device;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.Presences;
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
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** Cases of clones: list, show, close and reopen, say who keeps the record. */
public final class CloneRoutes implements Routes {

    private static final String CLONES = "/api/v1/districts/{district}/clones";

    private final Database database;
    private final CloneCases cases;
    private final Devices devices;
    private final CloneDecisions decisions;

    public CloneRoutes(
            Database database,
            CloneCases cases,
            Devices devices,
            Presences presences,
            AuditLog audit) {
        this.decisions = new CloneDecisions(cases, presences, audit);
        this.database = database;
        this.cases = cases;
        this.devices = devices;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(CLONES, this::list),
                Route.get(CLONES + "/{clone}", this::show),
                Route.post(CLONES + "/{clone}/close", this::close),
                Route.post(CLONES + "/{clone}/reopen", this::reopen),
                Route.post(CLONES + "/{clone}/keep", this::keep));
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
        return Response.ok(
                database.read(h -> inFull(h, of(h, request, Permission.DEVICE_VIEW).found())));
    }

    /** A case where the caller may do this, and whose record it is about. */
    private record Asked(CloneCase found, EnrolledDevice device) {}

    private Asked of(Handle handle, Request request, Permission permission) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        int number = request.path("clone", CloneRoutes::number);
        var found = cases.find(handle, district, number).orElseThrow(CloneRoutes::unknown);
        var device = devices.find(handle, district, found.device()).orElseThrow();
        caller.require(permission, district, device.unit());
        return new Asked(
                found,
                new EnrolledDevice(district, device.id(), found.enrollment(), device.unit()));
    }

    private InFull inFull(Handle handle, CloneCase found) {
        var machines =
                cases.copies(handle, found).stream()
                        .map(copy ->
                                CopyView.of(copy, name(handle, found.district(), copy.device())))
                        .toList();
        return new InFull(view(handle, found), machines);
    }

    private Response close(Request request) {
        var reason = request.body(Because.class).reason();
        return decided(
                request,
                (h, asked, by) -> decisions.close(h, asked.found(), asked.device(), reason, by));
    }

    private Response reopen(Request request) {
        var reason = request.body(Because.class).reason();
        return decided(
                request,
                (h, asked, by) -> decisions.reopen(h, asked.found(), asked.device(), reason, by));
    }

    private Response keep(Request request) {
        var boot = request.body(Keeper.class).boot();
        return decided(
                request,
                (h, asked, by) -> decisions.keep(h, asked.found(), asked.device(), boot, by));
    }

    @FunctionalInterface
    private interface Deciding {
        void decide(Handle handle, Asked asked, CloneDecisions.By by);
    }

    private Response decided(Request request, Deciding deciding) {
        var caller = Caller.of(request);
        return Response.ok(
                database.write(h -> {
                    var asked = of(h, request, Permission.DEVICE_CHANGE);
                    deciding.decide(h, asked, new CloneDecisions.By(caller.actor(), caller.now()));
                    var found = asked.found();
                    return inFull(h, cases.find(h, found.district(), found.number()).orElseThrow());
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
                found.closed().map(CloneCase.Closed::at),
                found.closed().map(CloneCase.Closed::by),
                found.closed().map(CloneCase.Closed::reason),
                found.keeper(),
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

    record Because(String reason) {

        Because {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Which machine keeps the record. @param boot or how it begins */
    record Keeper(String boot) {

        Keeper {
            Objects.requireNonNull(boot, "boot");
        }
    }

    /** A case in a list. @param keeper the boot that a person chose */
    record View(
            String name,
            DeviceId device,
            String deviceName,
            EnrollmentId enrollment,
            Instant since,
            Optional<Instant> settledAt,
            Optional<Instant> closedAt,
            Optional<String> closedBy,
            Optional<String> closeReason,
            Optional<String> keeper,
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
