package dev.rollcall.server.device.query;

import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a query means at this moment in this district, gathered before its SQL is made.
 *
 * @param now judges presence and freshness
 * @param units path of slugs of every unit, root first
 * @param versions of the fields that the query compares as versions: all values there are
 * @param packages buckets that hold a package of which the claim holds, by claim
 * @param policies what is in force, for each group of units with the same settings
 */
record QueryContext(
        Instant now,
        Map<UnitId, List<String>> units,
        Map<Subject, List<String>> versions,
        Map<Claim, List<Digest>> packages,
        List<InForce> policies) {

    QueryContext {
        Objects.requireNonNull(now, "now");
        units = Map.copyOf(units);
        versions = Map.copyOf(versions);
        packages = Map.copyOf(packages);
        policies = List.copyOf(policies);
    }
}
