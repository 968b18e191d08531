package dev.rollcall.server.policy;

import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.policy.Setting;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A policy at one moment, for the audit.
 *
 * @param version the newest
 * @param units where it applies, by slug, each with its version where that is pinned
 * @param settings digests by key: contents stay out of the audit, whose readers are others
 */
record PolicyState(int version, List<String> units, Map<String, Digest> settings) {

    PolicyState {
        units = List.copyOf(units);
        settings = Map.copyOf(settings);
    }

    static PolicyState of(int version, List<String> units, List<JsonNode> settings) {
        var digests = new TreeMap<String, Digest>();
        settings.forEach(
                s -> digests.put(Setting.read(s).key(), Digest.of(CanonicalJson.bytes(s))));
        return new PolicyState(version, units, digests);
    }

    /** With the settings only in which it differs from another. */
    PolicyState besides(PolicyState other) {
        var differing = new TreeMap<>(settings);
        differing
                .entrySet()
                .removeIf(s -> Objects.equals(other.settings().get(s.getKey()), s.getValue()));
        return new PolicyState(version, units, differing);
    }
}
