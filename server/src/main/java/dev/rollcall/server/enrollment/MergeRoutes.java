package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.device.Device;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.device.Merge;
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
import org.jdbi.v3.core.Handle;

/** Records of one device: merge, unmerge. */
public final class MergeRoutes implements Routes {

    private static final String DEVICE = "/api/v1/districts/{district}/devices/{device}";

    private final Database database;
    private final Devices devices;
    private final Merges merges;

    public MergeRoutes(Database database, Devices devices, Merges merges) {
        this.database = database;
        this.devices = devices;
        this.merges = merges;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(DEVICE + "/merge", this::merge),
                Route.post(DEVICE + "/unmerge", this::unmerge));
    }

    private Response merge(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var from = inScope(request, caller, district);
        var body = request.body(Wanted.class);
        return Response.ok(
                database.write(h -> {
                    mayChange(h, caller, district, from);
                    mayChange(h, caller, district, body.into());
                    var wanted =
                            new Merges.Wanted(
                                    district,
                                    from,
                                    body.into(),
                                    body.end(),
                                    body.reason(),
                                    caller.actor(),
                                    caller.now());
                    return view(h, merges.merge(h, wanted), List.of());
                }));
    }

    private Response unmerge(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var from = inScope(request, caller, district);
        var reason = request.body(Because.class).reason();
        return Response.ok(
                database.write(h -> {
                    var into = mayChange(h, caller, district, from).mergedInto();
                    into.ifPresent(id -> mayChange(h, caller, district, id));
                    var undone =
                            merges.unmerge(h, district, from, reason, caller.actor(), caller.now());
                    return view(h, undone.merge(), undone.notes());
                }));
    }

    /**
     * The device in the path: who may not change it learns nothing of what is wrong with a body.
     */
    private DeviceId inScope(Request request, Caller caller, DistrictId district) {
        var id = request.path("device", DeviceId::parse);
        return database.read(h -> mayChange(h, caller, district, id)).id();
    }

    private Device mayChange(Handle handle, Caller caller, DistrictId district, DeviceId id) {
        var device =
                devices.find(handle, district, id)
                        .orElseThrow(() ->
                                new Problem(ProblemCode.NOT_FOUND, "there is no such device"));
        caller.require(Permission.DEVICE_CHANGE, district, device.unit());
        return device;
    }

    private View view(Handle handle, Merge merge, List<String> notes) {
        return new View(
                merge.from(),
                name(handle, merge.district(), merge.from()),
                merge.into(),
                name(handle, merge.district(), merge.into()),
                merge.carried().isPresent(),
                merge.since(),
                notes);
    }

    private String name(Handle handle, DistrictId district, DeviceId id) {
        return devices.find(handle, district, id).map(Device::displayName).orElse(id.toString());
    }

    /**
     * @param into the record that goes on
     * @param end the one of the two whose living enrollment ends, where both have one
     */
    record Wanted(DeviceId into, Optional<DeviceId> end, String reason) {

        Wanted {
            Objects.requireNonNull(into, "into");
            end = Objects.requireNonNullElse(end, Optional.empty());
            Objects.requireNonNull(reason, "reason");
        }
    }

    record Because(String reason) {

        Because {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * What was merged, or is no more.
     *
     * @param enrollmentCarried whether an enrollment of the first lived, and went on as the other
     * @param notes of what cannot be taken back
     */
    record View(
            DeviceId from,
            String fromName,
            DeviceId into,
            String intoName,
            boolean enrollmentCarried,
            Instant mergedAt,
            List<String> notes) {}
}
