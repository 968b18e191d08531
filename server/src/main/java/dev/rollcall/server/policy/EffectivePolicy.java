package dev.rollcall.server.policy;

import dev.rollcall.common.id.PolicyId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.policy.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What is in force at a unit, and why. Pure: the same assignments always give the same settings in
 * the same order, and so the same hash.
 */
public record EffectivePolicy(List<Line> lines, Digest hash) {

    /** Where a setting comes from. */
    public record Source(PolicyId policy, String name, int version, UnitId unit) {}

    /**
     * One setting in force.
     *
     * @param overrode those of the same key that lost, the nearest first
     */
    public record Line(String key, JsonNode setting, Source source, List<Source> overrode) {

        public Line {
            overrode = List.copyOf(overrode);
        }
    }

    public EffectivePolicy {
        lines = List.copyOf(lines);
    }

    /**
     * Inherits along a path of the unit tree: of two settings with one key the nearer unit's wins,
     * in one unit that of the policy whose name comes first.
     *
     * @param path from the root to the unit
     */
    static EffectivePolicy along(List<UnitId> path, List<Assigned> assigned) {
        var weakestFirst =
                assigned.stream()
                        .filter(a -> path.contains(a.unit()))
                        .sorted(
                                Comparator.<Assigned>comparingInt(a -> path.indexOf(a.unit()))
                                        .thenComparing(Assigned::name, Comparator.reverseOrder()))
                        .toList();
        var byKey = new HashMap<String, Line>();
        for (var policy : weakestFirst) {
            var source =
                    new Source(policy.policy(), policy.name(), policy.version(), policy.unit());
            for (var setting : policy.settings()) {
                byKey.merge(
                        Setting.read(setting).key(),
                        new Line(Setting.read(setting).key(), setting, source, List.of()),
                        EffectivePolicy::override);
            }
        }
        var lines = byKey.values().stream().sorted(applied()).toList();
        return new EffectivePolicy(lines, hash(lines));
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }

    List<JsonNode> settings() {
        return lines.stream().map(Line::setting).toList();
    }

    /** In the order of the document. */
    public List<String> keys() {
        return lines.stream().map(Line::key).toList();
    }

    private static Line override(Line weaker, Line stronger) {
        var lost = new ArrayList<Source>();
        lost.add(weaker.source());
        lost.addAll(weaker.overrode());
        return new Line(stronger.key(), stronger.setting(), stronger.source(), lost);
    }

    /** Files before the services that read them. */
    private static Comparator<Line> applied() {
        Map<String, Integer> rank = new HashMap<>();
        Setting.NAMES.forEach(name -> rank.put(name, rank.size()));
        return Comparator.<Line>comparingInt(
                        line -> rank.getOrDefault(line.setting().path("type").asString(""), 99))
                .thenComparing(Line::key);
    }

    private static Digest hash(List<Line> lines) {
        return Digest.of(CanonicalJson.bytes(lines.stream().map(Line::setting).toList()));
    }
}
