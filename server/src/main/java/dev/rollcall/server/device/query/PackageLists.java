package dev.rollcall.server.device.query;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.json.Digest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which lists of packages there are, as numbers, and in which buckets each version of a package is.
 * Only grows: who keeps it makes it anew from time to time. Safe for use by many threads.
 */
final class PackageLists {

    private static final int REMEMBERED = 100;

    private final Map<Digest, Integer> lists = new HashMap<>();
    private int[][] bucketsOf = new int[64][];
    private final Map<Digest, Integer> buckets = new HashMap<>();
    private final Map<String, Map<Version, Numbers>> byName = new HashMap<>();

    /** The latest claims, of the lists that there were then. */
    private final Map<Claim, BitSet> answered =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Claim, BitSet> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private int answeredOf;

    /** A version in one package system. */
    private record Version(PackageSource source, String text) {}

    /** Numbers that grow. */
    private static final class Numbers {
        private int[] values = new int[2];
        private int size;

        void add(int value) {
            if (size > 0 && values[size - 1] == value) {
                return;
            }
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        void mark(BitSet in) {
            for (int i = 0; i < size; i++) {
                in.set(values[i]);
            }
        }
    }

    /** How many lists there are. */
    synchronized int size() {
        return lists.size();
    }

    /** Of these lists, those that are not here. */
    synchronized List<Digest> lacking(Collection<Digest> asked) {
        return asked.stream().filter(list -> !lists.containsKey(list)).distinct().toList();
    }

    /** Of these buckets, those that are not here. */
    synchronized List<Digest> lackingBuckets(Collection<Digest> asked) {
        return asked.stream().filter(bucket -> !buckets.containsKey(bucket)).distinct().toList();
    }

    synchronized void addBucket(Digest digest, List<InstalledPackage> packages) {
        int number = buckets.size();
        if (buckets.putIfAbsent(digest, number) != null) {
            return;
        }
        for (var installed : packages) {
            byName.computeIfAbsent(installed.name(), _ -> new HashMap<>(2))
                    .computeIfAbsent(
                            new Version(installed.source(), installed.version()),
                            _ -> new Numbers())
                    .add(number);
        }
    }

    /** A list by its buckets; one that is not here is left out. */
    synchronized void addList(Digest digest, Collection<Digest> itsBuckets) {
        int number = lists.size();
        if (lists.putIfAbsent(digest, number) != null) {
            return;
        }
        if (number == bucketsOf.length) {
            bucketsOf = Arrays.copyOf(bucketsOf, number * 2);
        }
        bucketsOf[number] =
                itsBuckets.stream()
                        .filter(buckets::containsKey)
                        .mapToInt(buckets::get)
                        .sorted()
                        .toArray();
    }

    /** Its number, or -1. */
    synchronized int number(Digest list) {
        return lists.getOrDefault(list, -1);
    }

    /** The lists, by number, on which a package is of which the claim holds; not to be changed. */
    synchronized BitSet holding(Claim claim) {
        if (answeredOf != lists.size()) {
            answered.clear();
            answeredOf = lists.size();
        }
        var known = answered.get(claim);
        if (known != null) {
            return known;
        }
        var holding = search(claim);
        answered.put(claim, holding);
        return holding;
    }

    private BitSet search(Claim claim) {
        var found = new BitSet(buckets.size());
        switch (claim) {
            case Claim.Matches matches ->
                    byName.forEach((name, versions) -> {
                        if (matches.pattern().matches(name)) {
                            versions.values().forEach(numbers -> numbers.mark(found));
                        }
                    });
            case Claim.Installed installed ->
                    byName.forEach((name, versions) -> {
                        if (installed.name().matches(name)) {
                            marked(versions, installed).forEach(numbers -> numbers.mark(found));
                        }
                    });
            default -> throw new IllegalStateException("no claim about packages");
        }
        return listsWith(found);
    }

    /** A package that each device has in a version of its own has very many to compare. */
    private static List<Numbers> marked(Map<Version, Numbers> versions, Claim.Installed installed) {
        return versions.entrySet().parallelStream()
                .filter(entry ->
                        installed.isVersion(entry.getKey().source(), entry.getKey().text()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private BitSet listsWith(BitSet found) {
        var holding = new BitSet(lists.size());
        for (int list = 0; list < lists.size() && !found.isEmpty(); list++) {
            for (int bucket : bucketsOf[list]) {
                if (found.get(bucket)) {
                    holding.set(list);
                    break;
                }
            }
        }
        return holding;
    }
}
