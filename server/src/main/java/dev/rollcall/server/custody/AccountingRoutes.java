package dev.rollcall.server.custody;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.storage.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;

/** Which things are not accounted for, and which devices are none of the things. */
public final class AccountingRoutes implements Routes {

    private static final String UNACCOUNTED = AssetRoutes.ASSETS + "/unaccounted";
    private static final int USUAL_DAYS = 30;
    private static final int MOST_DAYS = 3_650;
    private static final int A_PAGE = 1_000;

    private final Database database;

    public AccountingRoutes(Database database) {
        this.database = database;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(UNACCOUNTED, this::list),
                Route.get(UNACCOUNTED + "/count", this::count),
                Route.get(UNACCOUNTED + "/devices", this::devices));
    }

    /** Who asks of what. */
    private record Question(
            Caller caller, DistrictId district, Set<UnitId> scope, Set<UnitId> units, int days) {

        static Question of(Request request) {
            var caller = Caller.of(request);
            var district = caller.district(request);
            var scope = AssetRoutes.seen(caller, district);
            int days = request.query("days", Integer::parseInt).orElse(USUAL_DAYS);
            if (days < 1 || days > MOST_DAYS) {
                throw AssetChange.invalid("days", "days is from 1 to " + MOST_DAYS);
            }
            var units = AssetRoutes.below(request.query("unit"), caller, district, scope);
            return new Question(caller, district, scope, units, days);
        }

        Set<AssetFinding> findings(AssetLine line, Map<List<UnitId>, Boolean> below) {
            var since = caller.now().minus(Duration.ofDays(days));
            return AssetFinding.of(
                    line,
                    since,
                    (unit, above) ->
                            below.computeIfAbsent(
                                    List.of(unit, above),
                                    _ -> AssetRoutes.isBelow(caller, district, unit, above)));
        }

        AssetList.Asked asked() {
            return new AssetList.Asked(
                    district,
                    units,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /** Page by page, until the sink says that it has enough. */
    private void each(
            Question question,
            Optional<UUID> from,
            BiFunction<AssetLine, Set<AssetFinding>, Boolean> more) {
        var below = new HashMap<List<UnitId>, Boolean>();
        var after = from;
        List<AssetLine> page;
        do {
            var begin = after;
            page = database.read(h -> AssetList.page(h, question.asked(), begin, A_PAGE));
            for (var line : page) {
                if (!more.apply(line, question.findings(line, below))) {
                    return;
                }
                after = Optional.of(line.asset().id());
            }
        } while (page.size() == A_PAGE);
    }

    private Response list(Request request) {
        var question = Question.of(request);
        int limit = request.limit(100, 500);
        var only = request.query("finding", AssetFinding::parse);
        var shown = new ArrayList<AssetViews.View>();
        each(
                question,
                request.cursor(UUID::fromString),
                (line, findings) -> {
                    if (only.map(findings::contains).orElse(!findings.isEmpty())) {
                        shown.add(AssetViews.of(line, question.scope()::contains, findings));
                    }
                    return shown.size() <= limit;
                });
        return Response.ok(request.page(shown, limit, view -> view.id().toString()));
    }

    private Response count(Request request) {
        var question = Question.of(request);
        var tally = new Tally();
        each(question, Optional.empty(), tally::add);
        return Response.ok(
                database.read(h ->
                        new Counts(
                                question.days(),
                                tally.here,
                                tally.gone,
                                tally.unaccounted,
                                tally.byFinding,
                                UnlistedDevices.enrolled(h, question.district(), question.units()),
                                UnlistedDevices.count(h, question.district(), question.units()))));
    }

    private static final class Tally {
        private long here;
        private long gone;
        private long unaccounted;
        private final Map<String, Long> byFinding = new TreeMap<>();

        Tally() {
            for (var finding : AssetFinding.values()) {
                byFinding.put(finding.word(), 0L);
            }
        }

        boolean add(AssetLine line, Set<AssetFinding> findings) {
            if (line.asset().standing().status().isGone()) {
                gone++;
            } else {
                here++;
            }
            if (!findings.isEmpty()) {
                unaccounted++;
            }
            findings.forEach(finding -> byFinding.merge(finding.word(), 1L, Long::sum));
            return true;
        }
    }

    private Response devices(Request request) {
        var question = Question.of(request);
        int limit = request.limit(100, 500);
        var after = request.cursor(UUID::fromString).orElse(new UUID(0, 0));
        var shown =
                database.read(h ->
                        UnlistedDevices.page(
                                h, question.district(), question.units(), after, limit + 1));
        return Response.ok(request.page(shown, limit, device -> device.id().toString()));
    }

    /**
     * @param assets that the district is said to have, and {@code gone} those that it had
     * @param unaccounted assets with a finding
     * @param findings how many assets have each
     * @param devices that are enrolled
     * @param devicesWithoutAsset among them
     */
    record Counts(
            int days,
            long assets,
            long gone,
            long unaccounted,
            Map<String, Long> findings,
            long devices,
            long devicesWithoutAsset) {}
}
