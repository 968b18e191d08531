package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.MemoryFile;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Remembers which packaged apps there were when they were last answered, so that an answer that is
 * late uninstalls nothing, neither now nor after a restart. Used by one thread at a time.
 */
final class KnownApps {

    private final MemoryFile memory;
    private Optional<List<InstalledPackage>> apps;

    /**
     * @param file to keep them across restarts; one that is missing or damaged is begun anew
     */
    KnownApps(Optional<Path> file) {
        this.memory = new MemoryFile(file);
        this.apps = memory.read().flatMap(KnownApps::load);
    }

    /** Empty where they were never answered. */
    Optional<List<InstalledPackage>> last() {
        return apps;
    }

    void answered(List<InstalledPackage> now) {
        var sorted = now.stream().sorted().toList();
        if (!apps.equals(Optional.of(sorted))) {
            memory.write(Json.strict().writeValueAsBytes(sorted));
            apps = Optional.of(sorted);
        }
    }

    private static Optional<List<InstalledPackage>> load(byte[] content) {
        try {
            return Optional.of(
                    List.copyOf(
                            Json.strict()
                                    .readValue(
                                            content,
                                            new TypeReference<List<InstalledPackage>>() {})));
        } catch (JacksonException | NullPointerException e) {
            return Optional.empty(); // a damaged memory is worth less than none
        }
    }
}
