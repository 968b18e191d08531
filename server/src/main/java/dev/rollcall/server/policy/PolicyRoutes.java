package dev.rollcall.server.policy;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.policy.file.PolicyFileReader;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Policies: apply or try, list, show, versions, unassign, explain a device. */
public final class PolicyRoutes implements Routes {

    private static final String DISTRICT = "/api/v1/districts/{district}";
    private static final String POLICIES = DISTRICT + "/policies";
    private static final String POLICY = POLICIES + "/{policy}";

    /** A source in JSON, where a character may take six. */
    private static final int MAX_BODY = 6 * PolicyFileReader.MAX_SOURCE;

    private final Database database;
    private final Policies policies;
    private final PolicyList list;
    private final Devices devices;
    private final AuditLog audit;
    private final Nudges nudges;

    public PolicyRoutes(
            Database database,
            Policies policies,
            PolicyList list,
            Devices devices,
            AuditLog audit,
            Nudges nudges) {
        this.database = database;
        this.policies = policies;
        this.list = list;
        this.devices = devices;
        this.audit = audit;
        this.nudges = nudges;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(POLICIES, this::list),
                Route.post(POLICIES, this::apply).withMaxBody(MAX_BODY),
                Route.get(POLICY, this::show),
                Route.get(POLICY + "/versions", this::versions),
                Route.get(POLICY + "/versions/{version}", this::version),
                Route.delete(POLICY + "/assignments/{unit}", this::unassign),
                Route.get(DISTRICT + "/devices/{device}/policy", this::explain));
    }

    /**
     * A policy file.
     *
     * @param source YAML
     * @param dryRun only say what would change
     */
    record Apply(String source, Optional<Boolean> dryRun) {

        Apply {
            Objects.requireNonNull(source, "source");
            dryRun = Objects.requireNonNullElse(dryRun, Optional.empty());
        }
    }

    /** A policy and on how many devices it holds, as far as the caller may see. */
    record Shown(Policy policy, PolicyCompliance compliance) {}

    /** A change as the audit has it. */
    record Audited(PolicyDiff diff, PolicyState state) {}

    private Response apply(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var body = request.body(Apply.class);
        var file = PolicyFileReader.parse(body.source());
        if (body.dryRun().orElse(false)) {
            return Response.ok(
                    database.read(h -> {
                        requireChange(caller, district, policies.touched(h, district, file));
                        return policies.diff(h, district, file);
                    }));
        }
        var applied =
                database.write(h -> {
                    requireChange(caller, district, policies.touched(h, district, file));
                    var done =
                            policies.apply(
                                    h,
                                    district,
                                    file,
                                    body.source(),
                                    caller.actor().name(),
                                    caller.now());
                    record(h, caller, district, "applied", done);
                    return done;
                });
        return told(district, applied);
    }

    private Response unassign(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var unit = caller.unit(district, request.path("unit"));
        caller.require(Permission.POLICY_CHANGE, district, unit);
        var applied =
                database.write(h -> {
                    var done =
                            policies.unassign(
                                    h, district, request.path("policy"), unit, caller.now());
                    record(h, caller, district, "unassigned", done);
                    return done;
                });
        return told(district, applied);
    }

    private Response told(DistrictId district, Policies.Applied applied) {
        KillPoint.pass("server.policy.after-commit");
        if (!applied.devices().isEmpty()) {
            nudges.nudge(district, applied.devices(), "policy");
        }
        return Response.ok(applied.diff());
    }

    private Response list(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        viewed(caller, district);
        int limit = request.limit(100, 500);
        var after = request.cursor();
        var page = database.read(h -> list.list(h, district, after, limit + 1));
        return Response.ok(request.page(page, limit, Policy::name));
    }

    private Response show(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var units = viewed(caller, district);
        var name = request.path("policy");
        return Response.ok(
                database.read(h ->
                        new Shown(
                                list.find(h, district, name)
                                        .orElseThrow(() -> Policies.unknown(name)),
                                list.compliance(h, district, name, units))));
    }

    private Response versions(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        viewed(caller, district);
        int limit = request.limit(100, 500);
        int below = request.cursor(Integer::parseInt).orElse(Integer.MAX_VALUE);
        var name = request.path("policy");
        var page = database.read(h -> list.versions(h, district, name, below, limit + 1));
        return Response.ok(
                request.page(page, limit, version -> Integer.toString(version.version())));
    }

    private Response version(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        viewed(caller, district);
        int version = request.path("version", Integer::parseInt);
        return Response.ok(
                database.read(h ->
                        list.version(h, district, request.path("policy"), version)
                                .orElseThrow(() ->
                                        new Problem(
                                                ProblemCode.NOT_FOUND,
                                                "There is no such version."))));
    }

    private Response explain(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var id = request.path("device", DeviceId::parse);
        return Response.ok(
                database.read(h -> {
                    var device =
                            devices.find(h, district, id)
                                    .orElseThrow(() ->
                                            new Problem(
                                                    ProblemCode.NOT_FOUND,
                                                    "There is no such device."));
                    caller.require(Permission.POLICY_VIEW, district, device.unit());
                    return list.explain(h, district, id, device.unit());
                }));
    }

    /**
     * Changing a policy changes every unit it applies to; one that applies nowhere, the district.
     */
    private static void requireChange(Caller caller, DistrictId district, Set<UnitId> units) {
        if (units.isEmpty()) {
            caller.require(Permission.POLICY_CHANGE, district);
        }
        units.forEach(unit -> caller.require(Permission.POLICY_CHANGE, district, unit));
    }

    private static Set<UnitId> viewed(Caller caller, DistrictId district) {
        var units = caller.scope(Permission.POLICY_VIEW, district);
        if (units.isEmpty()) {
            caller.require(Permission.POLICY_VIEW, district);
        }
        return units;
    }

    private void record(
            Handle handle,
            Caller caller,
            DistrictId district,
            String verb,
            Policies.Applied applied) {
        var after = applied.before().map(applied.after()::besides).orElse(applied.after());
        audit.record(
                handle,
                new AuditEvent(
                        district,
                        caller.actor(),
                        caller.now(),
                        verb,
                        "policy",
                        applied.policy().toString(),
                        applied.before().map(before -> before.besides(applied.after())),
                        Optional.of(new Audited(applied.diff(), after))));
    }
}
