package dev.rollcall.server.inventory.software;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.server.inventory.software.Software.Version;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up what buckets hold, times the devices that have them. Pure; used once, by one thread. */
final class Tally {

    /** One name in one package system. */
    record Title(String name, PackageSource source) implements Comparable<Title> {

        @Override
        public int compareTo(Title other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : source.compareTo(other.source);
        }
    }

    /** Devices now and before, and when it first came. */
    private static final class Count {
        private long devices;
        private long before;
        private @Nullable Instant firstSeen;

        void add(long now, long then, @Nullable Instant stored) {
            devices += now;
            before += then;
            if (stored != null && (firstSeen == null || stored.isBefore(firstSeen))) {
                firstSeen = stored;
            }
        }
    }

    private final Map<Title, Count> titles = new TreeMap<>();
    private final Map<Title, Map<String, Count>> versions = new HashMap<>();

    /**
     * Adds a bucket. All packages of one name are in one bucket of a list, so that a device counts
     * once for each.
     *
     * @param now devices with the bucket
     * @param before devices that had it then
     * @param stored when it reached the server
     */
    void add(Collection<InstalledPackage> bucket, long now, long before, @Nullable Instant stored) {
        var counted = new HashSet<Object>();
        for (var installed : bucket) {
            var title = new Title(installed.name(), installed.source());
            if (counted.add(title)) {
                titles.computeIfAbsent(title, _ -> new Count()).add(now, before, stored);
            }
            // the same version for two architectures is on one device
            if (counted.add(List.of(title, installed.version()))) {
                versions.computeIfAbsent(title, _ -> new HashMap<>())
                        .computeIfAbsent(installed.version(), _ -> new Count())
                        .add(now, before, stored);
            }
        }
    }

    /** In the order of names; of what nobody has now or had then, nothing. */
    List<Software> software() {
        return titles.entrySet().stream()
                .filter(title -> title.getValue().devices > 0 || title.getValue().before > 0)
                .map(title -> software(title.getKey(), title.getValue()))
                .toList();
    }

    private Software software(Title title, Count count) {
        return new Software(
                title.name(),
                title.source(),
                count.devices,
                count.before,
                Optional.ofNullable(count.firstSeen),
                versions.getOrDefault(title, Map.of()).entrySet().stream()
                        .filter(v -> v.getValue().devices > 0 || v.getValue().before > 0)
                        .map(v ->
                                new Version(
                                        v.getKey(),
                                        v.getValue().devices,
                                        v.getValue().before,
                                        Optional.ofNullable(v.getValue().firstSeen)))
                        .sorted(
                                Comparator.comparingLong(Version::devices)
                                        .reversed()
                                        .thenComparing(Version::version))
                        .toList());
    }
}
