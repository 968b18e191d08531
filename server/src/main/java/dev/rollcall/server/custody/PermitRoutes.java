package dev.rollcall.server.custody;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.custody.Permit.Purpose;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.device.query.DeviceSelection;
import dev.rollcall.server.device.query.Query;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Permits for devices that are expected: give, list, withdraw. */
public final class PermitRoutes implements Routes {

    private static final String PERMITS = "/api/v1/districts/{district}/permits";
    private static final Duration USUAL = Duration.ofDays(7);
    private static final Duration LONGEST = Duration.ofDays(100);

    private final Database database;
    private final Permits permits;
    private final Devices devices;
    private final DeviceSelection selection;
    private final AuditLog audit;

    public PermitRoutes(
            Database database,
            Permits permits,
            Devices devices,
            DeviceSelection selection,
            AuditLog audit) {
        this.database = database;
        this.permits = permits;
        this.devices = devices;
        this.selection = selection;
        this.audit = audit;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(PERMITS, this::list),
                Route.post(PERMITS, this::give),
                Route.post(PERMITS + "/{permit}/withdraw", this::withdraw).evenOnAFullDisk());
    }

    private Response list(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var scope = caller.scope(Permission.DEVICE_VIEW, district);
        if (scope.isEmpty()) {
            caller.require(Permission.DEVICE_VIEW, district);
        }
        int limit = request.limit(100, 500);
        var below = request.cursor(UUID::fromString);
        var asked =
                new Permits.Asked(
                        district,
                        scope,
                        request.query("device", DeviceId::parse),
                        request.query("state", Permit.State::parse),
                        caller.now());
        var shown =
                database.read(h -> permits.list(h, asked, below, limit + 1)).stream()
                        .map(permit -> PermitView.of(permit, caller.now()))
                        .toList();
        return Response.ok(request.page(shown, limit, permit -> permit.id().toString()));
    }

    private Response give(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var body = request.body(Wanted.class);
        var until = caller.now().plus(body.length());
        var scope = caller.scope(Permission.DEVICE_CHANGE, district);
        if (scope.isEmpty()) {
            caller.require(Permission.DEVICE_CHANGE, district);
        }
        var chosen = database.read(h -> chosen(h, caller, district, scope, body));
        return Response.created(
                database.write(h -> {
                    if (chosen.isEmpty()) {
                        throw new Problem(
                                ProblemCode.NOTHING_SELECTED,
                                ProblemCode.NOTHING_SELECTED.sentence());
                    }
                    if (body.expected().filter(n -> n != chosen.size()).isPresent()) {
                        throw new Problem(
                                ProblemCode.CONFLICT,
                                "there are %d devices now, and not %d: look again"
                                        .formatted(chosen.size(), body.expected().get()));
                    }
                    for (var device : chosen) {
                        var permit =
                                permits.give(
                                        h,
                                        district,
                                        device,
                                        body.purposeOf(),
                                        caller.name(),
                                        caller.now(),
                                        until);
                        audit.record(
                                h,
                                AuditEvent.of(
                                        district,
                                        caller.actor(),
                                        caller.now(),
                                        "created",
                                        "permit",
                                        permit.id().toString(),
                                        told(permit, caller.now())));
                    }
                    return new Given(chosen.size(), body.purposeOf().word(), until);
                }));
    }

    private List<DeviceId> chosen(
            Handle handle, Caller caller, DistrictId district, Set<UnitId> scope, Wanted body) {
        if (body.device().isPresent()) {
            var id = body.device().get();
            var found =
                    devices.find(handle, district, id)
                            .orElseThrow(() ->
                                    new Problem(ProblemCode.NOT_FOUND, "there is no such device"));
            caller.require(Permission.DEVICE_CHANGE, district, found.requireOwn().unit());
            return List.of(id);
        }
        var query = body.query().orElseThrow(() -> invalid("query", "name a device or a query"));
        return selection.matching(
                handle,
                new DeviceSelection.Question(district, scope, Query.parse(query), caller.now()));
    }

    private Response withdraw(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var id = request.path("permit", UUID::fromString);
        return Response.ok(
                database.write(h -> {
                    var permit =
                            permits.find(h, district, id)
                                    .orElseThrow(() ->
                                            new Problem(
                                                    ProblemCode.NOT_FOUND,
                                                    "there is no such permit"));
                    var device = devices.find(h, district, permit.device()).orElseThrow();
                    caller.require(Permission.DEVICE_CHANGE, district, device.unit());
                    if (!permits.withdraw(h, permit, caller.now())) {
                        throw new Problem(
                                ProblemCode.CONFLICT,
                                "the permit is " + permit.state(caller.now()) + " already");
                    }
                    var after = permits.find(h, district, id).orElseThrow();
                    audit.record(
                            h,
                            AuditEvent.changed(
                                    district,
                                    caller.actor(),
                                    caller.now(),
                                    "withdrawn",
                                    "permit",
                                    id.toString(),
                                    told(permit, caller.now()),
                                    told(after, caller.now())));
                    return PermitView.of(after, caller.now());
                }));
    }

    private static Map<String, Object> told(Permit permit, Instant now) {
        return Map.of(
                "device", permit.device().toString(),
                "purpose", permit.purpose().word(),
                "validUntil", permit.validUntil().toString(),
                "state", permit.state(now));
    }

    private static Problem invalid(String field, String sentence) {
        return new Problem(ProblemCode.INVALID_VALUE, sentence, Map.of("field", field));
    }

    /** How many were given. */
    record Given(int count, String purpose, Instant validUntil) {}

    /** A permit on the wire. @param state valid, used, withdrawn or expired */
    record PermitView(
            UUID id,
            DeviceId device,
            String purpose,
            Instant givenAt,
            String givenBy,
            Instant validUntil,
            Optional<Instant> usedAt,
            Optional<Instant> withdrawnAt,
            String state) {

        static PermitView of(Permit permit, Instant now) {
            return new PermitView(
                    permit.id(),
                    permit.device(),
                    permit.purpose().word(),
                    permit.givenAt(),
                    permit.by(),
                    permit.validUntil(),
                    permit.usedAt(),
                    permit.withdrawnAt(),
                    permit.state(now));
        }
    }

    /**
     * @param device one; without it those that a query surely selects
     * @param purpose enroll-again unless said otherwise
     * @param expected how many the caller believes that there are
     */
    record Wanted(
            Optional<DeviceId> device,
            Optional<String> query,
            Optional<String> purpose,
            Optional<Duration> validFor,
            Optional<Integer> expected) {

        Wanted {
            device = device == null ? Optional.empty() : device;
            query = query == null ? Optional.empty() : query;
            purpose = purpose == null ? Optional.empty() : purpose;
            validFor = validFor == null ? Optional.empty() : validFor;
            expected = expected == null ? Optional.empty() : expected;
        }

        Purpose purposeOf() {
            try {
                return purpose.map(Purpose::of).orElse(Purpose.ENROLL_AGAIN);
            } catch (IllegalArgumentException e) {
                throw invalid("purpose", "a purpose is enroll-again or replace-board");
            }
        }

        Duration length() {
            var length = validFor.orElse(USUAL);
            if (!length.isPositive() || length.compareTo(LONGEST) > 0) {
                throw invalid("validFor", "a permit is valid for up to 100 days");
            }
            return length;
        }
    }
}
