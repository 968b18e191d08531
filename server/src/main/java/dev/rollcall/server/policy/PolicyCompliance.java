package dev.rollcall.server.policy;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * On how many devices a policy holds. A result about other settings than those in force now counts
 * as unknown.
 *
 * @param compliant every setting holds, or was made to hold again
 * @param failing some setting does not hold
 * @param unsupported none fails, some cannot be had there
 * @param unknown nothing is known yet of some setting
 */
public record PolicyCompliance(int compliant, int failing, int unsupported, int unknown) {

    private static final String COUNT =
            """
            SELECT verdict, COUNT(*) AS devices FROM (
                SELECT d.id, CASE
                    WHEN SUM(CASE WHEN r.state = 'failed' THEN 1 ELSE 0 END) > 0 THEN 'failing'
                    WHEN COUNT(r.state) < :settings THEN 'unknown'
                    WHEN SUM(CASE WHEN r.state = 'unsupported' THEN 1 ELSE 0 END) > 0 THEN 'unsupported'
                    ELSE 'compliant' END AS verdict
                FROM device d LEFT JOIN policy_result r ON r.district_id = d.district_id
                    AND r.device_id = d.id AND r.valid_to IS NULL AND r.policy_hash = :hash
                    AND r.setting_key = ANY(:keys)
                WHERE d.district_id = :district AND d.unit_id = ANY(:units)
                    AND EXISTS (SELECT 1 FROM enrollment e WHERE e.district_id = d.district_id
                        AND e.record_id = d.id AND e.ended_at IS NULL)
                GROUP BY d.id) judged
            GROUP BY verdict
            """;

    /** Of the policy's settings that are in force in these units. */
    static PolicyCompliance of(
            Handle handle,
            DistrictId district,
            Rulebook book,
            String policy,
            Collection<UnitId> units) {
        var counts = new LinkedHashMap<String, Integer>();
        alike(book, policy, units)
                .forEach((inForce, where) ->
                        count(handle, district, inForce, where)
                                .forEach((verdict, devices) ->
                                        counts.merge(verdict, devices, Integer::sum)));
        return new PolicyCompliance(
                counts.getOrDefault("compliant", 0),
                counts.getOrDefault("failing", 0),
                counts.getOrDefault("unsupported", 0),
                counts.getOrDefault("unknown", 0));
    }

    private record InForce(Digest hash, Set<String> keys) {}

    /** Units in which the same settings are in force are asked about together. */
    private static Map<InForce, Set<UnitId>> alike(
            Rulebook book, String policy, Collection<UnitId> units) {
        var alike = new LinkedHashMap<InForce, Set<UnitId>>();
        for (var unit : units) {
            var effective = book.at(unit);
            var keys = new LinkedHashSet<String>();
            effective.lines().stream()
                    .filter(line -> line.source().name().equals(policy))
                    .forEach(line -> keys.add(line.key()));
            if (!keys.isEmpty()) {
                alike.computeIfAbsent(
                                new InForce(effective.hash(), keys), k -> new LinkedHashSet<>())
                        .add(unit);
            }
        }
        return alike;
    }

    private static Map<String, Integer> count(
            Handle handle, DistrictId district, InForce inForce, Set<UnitId> units) {
        var counts = new LinkedHashMap<String, Integer>();
        handle.createQuery(COUNT)
                .registerArrayType(UUID.class, "uuid")
                .bind("settings", inForce.keys().size())
                .bind("hash", inForce.hash())
                .bindArray("keys", String.class, List.copyOf(inForce.keys()))
                .bind("district", district)
                .bindArray("units", UUID.class, units.stream().map(UnitId::value).toList())
                .map((row, c) -> Map.entry(row.getString("verdict"), row.getInt("devices")))
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }
}
