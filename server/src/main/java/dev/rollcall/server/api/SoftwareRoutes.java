package dev.rollcall.server.api;

import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.device.query.TextPattern;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.inventory.software.Software;
import dev.rollcall.server.inventory.software.SoftwareCatalog;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Which software is where: titles, and the versions of one. */
public final class SoftwareRoutes implements Routes {

    private static final String SOFTWARE = "/api/v1/districts/{district}/software";

    /** What "more or fewer than before" compares with where nobody says. */
    private static final Duration A_MONTH = Duration.ofDays(30);

    private final Database database;
    private final SoftwareCatalog catalog;
    private final Units units;

    public SoftwareRoutes(Database database, SoftwareCatalog catalog, Units units) {
        this.database = database;
        this.catalog = catalog;
        this.units = units;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(SOFTWARE, this::titles),
                Route.get(SOFTWARE + "/versions", this::versions));
    }

    private Response titles(Request request) {
        int limit = request.limit(100, 1000);
        var after = request.cursor();
        var page =
                found(request, name(request)).stream()
                        .map(Title::of)
                        .filter(title -> title.place().compareTo(after) > 0)
                        .limit(limit + 1L)
                        .toList();
        return Response.ok(request.page(page, limit, Title::place));
    }

    private Response versions(Request request) {
        int limit = request.limit(100, 1000);
        var after = request.cursor();
        var page =
                found(request, name(request)).stream()
                        .flatMap(title ->
                                title.versions().stream().map(v -> TitleVersion.of(title, v)))
                        .sorted((a, b) -> a.place().compareTo(b.place()))
                        .filter(version -> version.place().compareTo(after) > 0)
                        .limit(limit + 1L)
                        .toList();
        return Response.ok(request.page(page, limit, TitleVersion::place));
    }

    private static Predicate<String> name(Request request) {
        var pattern = request.query("name").filter(text -> !text.isEmpty()).map(TextPattern::of);
        return name -> pattern.map(p -> p.matches(name)).orElse(true);
    }

    private List<Software> found(Request request, Predicate<String> name) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var visible = new HashSet<>(caller.scope(Permission.DEVICE_VIEW, district));
        if (visible.isEmpty()) {
            caller.require(Permission.DEVICE_VIEW, district);
        }
        var unit = request.query("unit").map(named -> caller.unit(district, named));
        unit.ifPresent(id -> caller.require(Permission.DEVICE_VIEW, district, id));
        var now = caller.now();
        var before = request.query("since", Instant::parse).orElse(now.minus(A_MONTH));
        return database.read(h -> {
            unit.ifPresent(id -> visible.retainAll(units.tree(h, district).subtreeIds(id)));
            return catalog.of(
                    h, new SoftwareCatalog.Question(district, visible, now, before), name);
        });
    }

    /** A line of the list. */
    record Title(
            String name,
            String source,
            long devices,
            long before,
            int versions,
            Optional<Instant> firstSeen) {

        static Title of(Software software) {
            return new Title(
                    software.name(),
                    word(software),
                    software.devices(),
                    software.before(),
                    software.versions().size(),
                    software.firstSeen());
        }

        String place() {
            return name + " " + source;
        }
    }

    /** A version of a title. */
    record TitleVersion(
            String name,
            String source,
            String version,
            long devices,
            long before,
            Optional<Instant> firstSeen) {

        static TitleVersion of(Software software, Software.Version version) {
            return new TitleVersion(
                    software.name(),
                    word(software),
                    version.version(),
                    version.devices(),
                    version.before(),
                    version.firstSeen());
        }

        String place() {
            return name + " " + source + " " + version;
        }
    }

    private static String word(Software software) {
        return software.source().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
