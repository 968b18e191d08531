package dev.rollcall.server.server;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.pki.rollover.Patience;
import dev.rollcall.server.pki.rollover.Report;
import dev.rollcall.server.storage.Database;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** How the server's keys stand; they are replaced on its own machine only. */
final class PkiRoutes implements Routes {

    /**
     * @param kept where its private half is
     * @param devices that have only a certificate of this issuing authority
     */
    record Key(
            String what,
            String owner,
            String id,
            String state,
            String kept,
            Instant since,
            Optional<Instant> expires,
            Optional<Long> devices,
            boolean alarm) {}

    /** How the living devices of a district hold its newest trust bundle. */
    record Bundle(String district, long generation, long holding, long lacking, long away) {}

    /** Everything about keys. */
    record Keys(Instant now, List<Key> keys, List<Bundle> bundles) {}

    private final Database database;
    private final Units units;

    PkiRoutes(Database database, Units units) {
        this.database = database;
        this.units = units;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/api/v1/server/pki", this::keys));
    }

    private Response keys(Request request) {
        var caller = Caller.of(request);
        caller.require(
                Permission.SERVER_VIEW,
                database.read(h ->
                        units.provider(h)
                                .map(provider -> provider.id())
                                .orElseGet(() -> units.districts(h).getFirst().id())));
        return Response.ok(database.read(h -> keys(h, caller.now())));
    }

    private Keys keys(Handle handle, Instant now) {
        var report = Report.read(handle, KeyDependents.ofTheRooms(units), Patience.usual(), now);
        var slugs =
                units.districts(handle).stream()
                        .collect(Collectors.toMap(each -> each.id(), each -> each.slug()));
        return new Keys(
                now,
                report.keys().stream().map(key -> key(slugs, key, now)).toList(),
                report.bundles().stream().map(held -> bundle(slugs, held)).toList());
    }

    private static Key key(Map<DistrictId, String> slugs, Report.Key key, Instant now) {
        return new Key(
                key.purpose().word(),
                slug(slugs, key.owner()),
                key.id().value(),
                key.state().word(),
                key.kept(),
                key.since(),
                key.expires(),
                key.devices(),
                key.isAlarming(now));
    }

    private static Bundle bundle(Map<DistrictId, String> slugs, Report.Held held) {
        var devices = held.devices();
        return new Bundle(
                slug(slugs, held.district()),
                held.generation(),
                devices.holding(),
                devices.lacking(),
                devices.away());
    }

    private static String slug(Map<DistrictId, String> slugs, DistrictId id) {
        return slugs.getOrDefault(id, id.toString());
    }
}
