package dev.rollcall.server.policy;

import dev.rollcall.common.policy.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What applying a file would change, or changed.
 *
 * @param policy its name
 * @param version that is in force afterwards; the one before where no setting changes
 * @param added setting keys
 * @param changed setting keys whose value differs
 * @param removed setting keys that the file no longer has: devices put back what files replaced and
 *     leave services as they are
 * @param assigned units, by slug, where it newly applies or another version is pinned
 * @param unassigned units where it applied and no longer does
 * @param devices that get something else than before
 */
public record PolicyDiff(
        String policy,
        int version,
        List<String> added,
        List<String> changed,
        List<String> removed,
        List<String> assigned,
        List<String> unassigned,
        int devices) {

    public PolicyDiff {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
        assigned = List.copyOf(assigned);
        unassigned = List.copyOf(unassigned);
    }

    /** How settings differ. */
    record Keys(List<String> added, List<String> changed, List<String> removed) {

        static Keys between(List<JsonNode> before, List<JsonNode> after) {
            var old = byKey(before);
            var fresh = byKey(after);
            var added = new ArrayList<String>();
            var changed = new ArrayList<String>();
            fresh.forEach((key, setting) -> {
                if (!old.containsKey(key)) {
                    added.add(key);
                } else if (!Objects.equals(old.get(key), setting)) {
                    changed.add(key);
                }
            });
            var removed = old.keySet().stream().filter(key -> !fresh.containsKey(key)).toList();
            return new Keys(sorted(added), sorted(changed), sorted(removed));
        }

        boolean same() {
            return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
        }

        private static List<String> sorted(List<String> keys) {
            return keys.stream().sorted().toList();
        }

        private static Map<String, JsonNode> byKey(List<JsonNode> settings) {
            return settings.stream().collect(Collectors.toMap(s -> Setting.read(s).key(), s -> s));
        }
    }
}
