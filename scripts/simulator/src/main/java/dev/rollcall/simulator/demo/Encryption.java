package dev.rollcall.simulator.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What this machine's own programs say of its volumes: findmnt which there are, lsblk what lies
 * below each.
 *
 * @param volumes by mount point, whether there is encryption below; absent where lsblk cannot tell
 */
record Encryption(Map<String, Optional<Boolean>> volumes, List<Optional<Boolean>> swaps) {

    /** Absent where there is no findmnt. */
    static Optional<Encryption> ofThisMachine() {
        return ThisMachine.run(
                        "findmnt", "--real", "--list", "--noheadings", "-o", "TARGET,SOURCE,FSTYPE")
                .map(mounts -> new Encryption(volumes(mounts), swaps(volumes(mounts))));
    }

    /** Those on block devices, whole, and neither images nor plugged in. */
    private static Map<String, Optional<Boolean>> volumes(String findmnt) {
        var volumes = new TreeMap<String, Optional<Boolean>>();
        for (var line : findmnt.lines().toList()) {
            var fields = line.strip().split("\\s+");
            if (fields.length == 3
                    && fields[1].startsWith("/dev/")
                    && !fields[1].contains("[")
                    && !fields[2].matches("squashfs|iso9660|erofs|udf")
                    && !fields[0].matches("/(media|run/media)/.*")) {
                volumes.put(fields[0], below(fields[1]));
            }
        }
        return volumes;
    }

    /** Whether dm-crypt is in the chain from a device down to its disks. */
    private static Optional<Boolean> below(String device) {
        return ThisMachine.run("lsblk", "--inverse", "--noheadings", "-o", "TYPE", device)
                .map(types -> types.lines().anyMatch(type -> type.contains("crypt")));
    }

    private static List<Optional<Boolean>> swaps(Map<String, Optional<Boolean>> volumes) {
        try {
            var swaps = new ArrayList<Optional<Boolean>>();
            for (var line : Files.readAllLines(Path.of("/proc/swaps"))) {
                var fields = line.split("\\s+");
                if (fields[0].startsWith("/") && !fields[0].startsWith("/dev/zram")) {
                    swaps.add(
                            fields[1].equals("file")
                                    ? holding(fields[0], volumes)
                                    : below(fields[0]));
                }
            }
            return swaps;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Boolean> holding(String path, Map<String, Optional<Boolean>> volumes) {
        return volumes.entrySet().stream()
                .filter(v -> v.getKey().equals("/") || (path + "/").startsWith(v.getKey() + "/"))
                .reduce((first, second) ->
                        first.getKey().length() > second.getKey().length() ? first : second)
                .flatMap(Map.Entry::getValue);
    }

    /** Over root, home and swap: no where one is not encrypted, yes where all are known to be. */
    Optional<String> protection() {
        var parts = new ArrayList<>(swaps);
        parts.add(holding("/", volumes));
        parts.add(holding("/home", volumes));
        if (parts.contains(Optional.of(false))) {
            return Optional.of("no");
        }
        return parts.contains(Optional.<Boolean>empty()) ? Optional.empty() : Optional.of("yes");
    }

    static String word(Optional<Boolean> encrypted) {
        return encrypted.map(yes -> yes ? "yes" : "no").orElse("unknown");
    }
}
