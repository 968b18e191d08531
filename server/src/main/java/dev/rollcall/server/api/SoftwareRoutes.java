package dev.rollcall.server.api;

import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.device.query.TextPattern;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.inventory.software.Place;
import dev.rollcall.server.inventory.software.Software;
import dev.rollcall.server.inventory.software.SoftwareCatalog;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which software is where: titles, and the versions of one. */
public final class SoftwareRoutes implements Routes {

    private static final String SOFTWARE = "/api/v1/districts/{district}/software";

    /** What "more or fewer than before" compares with where nobody says. */
    private static final Duration A_MONTH = Duration.ofDays(30);

    private static final Duration A_DAY = Duration.ofDays(1);

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
        var after = request.cursor(Place::parse);
        var page =
                found(request, after)
                        .filter(title -> isAfter(title.place(), after))
                        .limit(limit + 1L)
                        .toList();
        return Response.ok(request.page(page, limit, title -> title.place().text()).map(Title::of));
    }

    private Response versions(Request request) {
        int limit = request.limit(100, 1000);
        var after = request.cursor(Place::parse);
        var page =
                found(request, after)
                        .flatMap(title -> title.inOrder().stream())
                        .filter(version -> isAfter(version.place(), after))
                        .limit(limit + 1L)
                        .toList();
        return Response.ok(
                request.page(page, limit, version -> version.place().text()).map(TitleVersion::of));
    }

    private static boolean isAfter(Place place, Optional<Place> after) {
        return after.map(last -> place.compareTo(last) > 0).orElse(true);
    }

    private static Predicate<String> name(Request request) {
        var pattern = request.query("name").filter(text -> !text.isEmpty()).map(TextPattern::of);
        return name -> pattern.map(p -> p.matches(name)).orElse(true);
    }

    private Stream<Software> found(Request request, Optional<Place> after) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var visible = new HashSet<>(caller.scope(Permission.DEVICE_VIEW, district));
        if (visible.isEmpty()) {
            caller.require(Permission.DEVICE_VIEW, district);
        }
        var unit = request.query("unit").map(named -> caller.unit(district, named));
        unit.ifPresent(id -> caller.require(Permission.DEVICE_VIEW, district, id));
        unit.map(id -> database.read(h -> units.tree(h, district).subtreeIds(id)))
                .ifPresent(visible::retainAll);
        var now = caller.now();
        var before =
                caller.past(request, "since")
                        .map(since -> compared(since, now))
                        .orElse(now.minus(A_MONTH).truncatedTo(ChronoUnit.DAYS));
        return catalog.of(
                new SoftwareCatalog.Question(district, visible, now, before),
                name(request),
                after.map(Place::name).orElse(""));
    }

    /**
     * What more than a day is past is asked for by its hour: so that who asks for seven days ago,
     * page by page and again in a minute, asks for the same.
     */
    static Instant compared(Instant since, Instant now) {
        return since.isBefore(now.minus(A_DAY)) ? since.truncatedTo(ChronoUnit.HOURS) : since;
    }

    /** A line of the list. */
    record Title(
            String name,
            String source,
            long devices,
            long before,
            int versions,
            Instant firstSeen) {

        static Title of(Software title) {
            return new Title(
                    title.name(),
                    title.place().system(),
                    title.spread().devices(),
                    title.spread().before(),
                    title.versions().size(),
                    title.spread().firstSeen());
        }
    }

    /** A version of a title. */
    record TitleVersion(
            String name,
            String source,
            String version,
            long devices,
            long before,
            Instant firstSeen) {

        static TitleVersion of(Software.Version version) {
            return new TitleVersion(
                    version.of().name(),
                    version.place().system(),
                    version.text(),
                    version.spread().devices(),
                    version.spread().before(),
                    version.spread().firstSeen());
        }
    }
}
