package dev.rollcall.server.device.query;

import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.PackageSource;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToIntFunction;

/**
 * How many of some devices have each package. Devices are counted by their lists of packages, lists
 * by their buckets, and versions when somebody asks for their name. Safe for use by many threads.
 */
public final class PackageCounts {

    private final PackageLists packages;

    /** How many devices have each bucket, by number; those that came later are nobody's. */
    private final int[] devices;

    private PackageCounts(PackageLists packages, int[] devices) {
        this.packages = packages;
        this.devices = devices;
    }

    /**
     * How many devices have something.
     *
     * @param firstSeen when the first of the buckets that has it, of those that these devices have,
     *     reached the server
     */
    public record Holders(int devices, Instant firstSeen) {}

    /**
     * What goes by a name in one package system.
     *
     * @param all a device with two versions counts once
     */
    public record Title(PackageSource source, Holders all, Map<String, Holders> versions) {

        public Title {
            versions = Map.copyOf(versions);
        }
    }

    /** What the devices have that are enrolled in these units. */
    public static PackageCounts now(Fleet fleet, Collection<UnitId> units) {
        return of(fleet, units, fleet.packages(), row -> row.sections().packages());
    }

    /** What the devices had then that are enrolled in these units now. */
    public static PackageCounts then(Fleet fleet, Collection<UnitId> units, PastPackages past) {
        return of(fleet, units, past.packages(), row -> past.list(row.id()));
    }

    private static PackageCounts of(
            Fleet fleet,
            Collection<UnitId> units,
            PackageLists packages,
            ToIntFunction<FleetRow> list) {
        var visible = new HashSet<UUID>();
        units.forEach(unit -> visible.add(unit.value()));
        int lists = packages.size();
        var ofLists =
                fleet.rows()
                        .filter(row ->
                                row.registry().standing().living()
                                        && !row.merged()
                                        && visible.contains(row.unit()))
                        .mapToInt(list)
                        .filter(number -> number >= 0)
                        .collect(
                                () -> new int[lists],
                                (counts, number) -> counts[number]++,
                                PackageCounts::add);
        return new PackageCounts(packages, packages.ofBuckets(ofLists));
    }

    private static void add(int[] to, int[] more) {
        for (int i = 0; i < to.length; i++) {
            to[i] += more[i];
        }
    }

    /** Names in order, of which some may be on no device. */
    public List<String> names() {
        return packages.names();
    }

    /** What goes by this name, and is on a device, by package system. */
    public Map<PackageSource, Title> named(String name) {
        var versions = new EnumMap<PackageSource, Map<String, Holders>>(PackageSource.class);
        var buckets = new EnumMap<PackageSource, BitSet>(PackageSource.class);
        packages.eachVersion(
                name,
                (source, version, numbers) -> {
                    var holders = holders(numbers);
                    if (holders.devices() > 0) {
                        versions.computeIfAbsent(source, _ -> new HashMap<>())
                                .put(version, holders);
                        var all = buckets.computeIfAbsent(source, _ -> new BitSet());
                        for (int number : numbers) {
                            all.set(number);
                        }
                    }
                });
        var titles = new EnumMap<PackageSource, Title>(PackageSource.class);
        buckets.forEach((source, all) ->
                titles.put(
                        source,
                        new Title(
                                source,
                                holders(all.stream().toArray()),
                                versions.getOrDefault(source, Map.of()))));
        return titles;
    }

    private Holders holders(int[] buckets) {
        int sum = 0;
        var first = Instant.MAX;
        for (int bucket : buckets) {
            if (bucket < devices.length && devices[bucket] > 0) {
                sum += devices[bucket];
                var stored = packages.storedAt(bucket);
                first = stored.isBefore(first) ? stored : first;
            }
        }
        return new Holders(sum, first);
    }
}
