package dev.rollcall.server.api;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.backup.Backups;
import dev.rollcall.server.enrollment.Enrollments;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.org.UnitKind;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Installation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How the server is, and its backup. */
public final class StatusRoutes implements Routes {

    private static final String SERVER = "/api/v1/server";

    /**
     * What only the composition root knows.
     *
     * @param version of this program
     * @param sessions connected devices
     * @param freeBytes where the data is
     * @param takes what is still taken in with so much free: {@code everything}, {@code
     *     no-inventory} or {@code only-outcomes}
     */
    public record Running(
            String version,
            Instant since,
            IntSupplier sessions,
            LongSupplier freeBytes,
            Supplier<String> takes) {}

    /**
     * How the server is.
     *
     * @param epoch which life of the database: it rises at each restore
     * @param waitingWrites commands that wait for the writer
     */
    record Status(
            String version,
            Instant since,
            Instant now,
            long epoch,
            long districts,
            long enrolledDevices,
            int connectedDevices,
            int waitingWrites,
            long freeBytes,
            String takes) {}

    private final Database database;
    private final Units units;
    private final AuditLog audit;
    private final Backups backups;
    private final Running running;

    public StatusRoutes(
            Database database, Units units, AuditLog audit, Backups backups, Running running) {
        this.database = database;
        this.units = units;
        this.audit = audit;
        this.backups = backups;
        this.running = running;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(SERVER + "/status", this::status),
                Route.post(SERVER + "/backup", this::backup));
    }

    private Response status(Request request) {
        var caller = Caller.of(request);
        require(caller, Permission.SERVER_VIEW);
        return Response.ok(
                database.read(h ->
                        new Status(
                                running.version(),
                                running.since(),
                                caller.now(),
                                Installation.epoch(h).orElse(0L),
                                units.districts(h).stream()
                                        .filter(d -> d.kind() == UnitKind.DISTRICT)
                                        .count(),
                                Enrollments.living(h),
                                running.sessions().getAsInt(),
                                database.writer().waiting(),
                                running.freeBytes().getAsLong(),
                                running.takes().get())));
    }

    private Response backup(Request request) {
        var caller = Caller.of(request);
        var district = require(caller, Permission.SERVER_CHANGE);
        backups.requirePossible();
        database.change(h ->
                audit.record(
                        h,
                        AuditEvent.of(
                                district,
                                caller.actor(),
                                caller.now(),
                                "backed-up",
                                "server",
                                "server",
                                Map.of("address", request.address()))));
        return Response.stream("application/zip", backups::write).asFile("rollcall-backup.zip");
    }

    /** The provider's business; without a provider, that of the one district. */
    private DistrictId require(Caller caller, Permission permission) {
        var whose =
                database.read(h ->
                        units.provider(h)
                                .map(provider -> provider.id())
                                .orElseGet(() -> units.districts(h).getFirst().id()));
        caller.require(permission, whose);
        return whose;
    }
}
