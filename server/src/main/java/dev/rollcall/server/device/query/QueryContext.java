package dev.rollcall.server.device.query;

import dev.rollcall.common.id.UnitId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a query means at this moment in this district, gathered before it is asked.
 *
 * @param now judges presence and freshness
 * @param units path of slugs of every unit, root first
 * @param policies what is in force, for each group of units with the same settings
 */
record QueryContext(Instant now, Map<UnitId, List<String>> units, List<InForce> policies) {

    QueryContext {
        Objects.requireNonNull(now, "now");
        units = Map.copyOf(units);
        policies = List.copyOf(policies);
    }
}
