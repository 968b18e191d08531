package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.inventory.collect.MemoryFile;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.json.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Remembers since when a package has an update pending: the date that the archive stated when this
 * device first saw one. The date is the archive's and not the device's, whose clock may be wrong;
 * it stays while still newer versions follow, and goes when the package is up to date. Used by one
 * thread at a time.
 */
public final class FirstSeen {

    private final MemoryFile memory;
    private Map<String, Instant> known;

    /**
     * @param file to keep it across restarts; one that is missing or damaged is begun anew
     */
    public FirstSeen(Optional<Path> file) {
        this.memory = new MemoryFile(file);
        this.known = memory.read().map(FirstSeen::load).orElseGet(Map::of);
    }

    /** The same updates, each since it was first seen. */
    public List<PendingUpdate> date(List<PendingUpdate> pending) {
        var now = new TreeMap<String, Instant>();
        for (var update : pending) {
            var since = Optional.ofNullable(known.get(key(update))).or(update::since);
            since.ifPresent(when -> now.put(key(update), when));
        }
        if (!now.equals(known)) {
            memory.write(Json.strict().writeValueAsBytes(now));
            known = now;
        }
        return pending.stream().map(u -> since(u, Optional.ofNullable(now.get(key(u))))).toList();
    }

    private static String key(PendingUpdate update) {
        return update.name() + "/" + update.architecture().orElse("");
    }

    private static PendingUpdate since(PendingUpdate update, Optional<Instant> since) {
        return new PendingUpdate(
                update.name(),
                update.architecture(),
                update.installed(),
                update.candidate(),
                update.security(),
                update.origin(),
                since,
                update.held());
    }

    private static Map<String, Instant> load(byte[] content) {
        try {
            return Json.strict()
                    .readValue(content, new TypeReference<TreeMap<String, Instant>>() {});
        } catch (JacksonException e) {
            return Map.of(); // a damaged memory is worth less than none
        }
    }
}
