package dev.rollcall.server.export;

import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.device.query.Fact;
import dev.rollcall.server.device.query.Field;
import dev.rollcall.server.device.query.QueryEvaluator;
import dev.rollcall.server.device.query.Truth;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitTree;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The units of one export as they were at its instant. Safe for use by many threads. */
final class ExportUnits {

    private final UnitTree tree;
    private final ExportRequest request;
    private final Map<UnitId, String> paths = new ConcurrentHashMap<>();

    ExportUnits(UnitTree tree, ExportRequest request) {
        this.tree = tree;
        this.request = request;
    }

    /** Those that the asker may export and the filter names. */
    Set<UnitId> chosen() {
        return request.units().stream()
                .filter(unit -> {
                    var slugs = tree.path(unit).stream().map(Unit::slug).toArray(String[]::new);
                    return QueryEvaluator.evaluate(
                                    request.query(), Map.of(Field.ORG, Fact.of(slugs)))
                            == Truth.YES;
                })
                .collect(Collectors.toUnmodifiableSet());
    }

    String slug(UnitId unit) {
        return tree.unit(unit).map(Unit::slug).orElse("");
    }

    /** Names from the root down. */
    String path(UnitId unit) {
        return paths.computeIfAbsent(
                unit,
                u -> tree.path(u).stream().map(Unit::name).collect(Collectors.joining(" / ")));
    }
}
