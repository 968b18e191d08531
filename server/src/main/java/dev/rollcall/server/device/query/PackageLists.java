package dev.rollcall.server.device.query;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.json.Digest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which lists of packages there are, as numbers, and in which buckets a name is. Only grows: who
 * keeps it makes it anew from time to time. Safe for use by many threads.
 */
final class PackageLists {

    private final Map<Digest, Integer> lists = new HashMap<>();
    private int[][] bucketsOf = new int[64][];
    private final Map<Digest, Integer> buckets = new HashMap<>();
    private Bucket[] contents = new Bucket[64];
    private final Map<String, Numbers> byName = new HashMap<>();
    private final Map<String, String> words = new HashMap<>();

    /** What one bucket holds, packed: there are hundreds of thousands. */
    private static final class Bucket {
        private final String[] names;
        private final String[] versions;
        private final PackageSource[] sources;

        Bucket(int size) {
            names = new String[size];
            versions = new String[size];
            sources = new PackageSource[size];
        }
    }

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
        if (buckets.containsKey(digest)) {
            return;
        }
        int number = buckets.size();
        buckets.put(digest, number);
        if (number == contents.length) {
            contents = Arrays.copyOf(contents, number * 2);
        }
        var bucket = new Bucket(packages.size());
        for (int i = 0; i < packages.size(); i++) {
            var installed = packages.get(i);
            bucket.names[i] = words.computeIfAbsent(installed.name(), word -> word);
            bucket.versions[i] = words.computeIfAbsent(installed.version(), word -> word);
            bucket.sources[i] = installed.source();
            byName.computeIfAbsent(bucket.names[i], _ -> new Numbers()).add(number);
        }
        contents[number] = bucket;
    }

    /** A list by its buckets; one that is not here is left out. */
    synchronized void addList(Digest digest, Collection<Digest> itsBuckets) {
        if (lists.containsKey(digest)) {
            return;
        }
        int number = lists.size();
        lists.put(digest, number);
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

    /** The lists, by number, on which a package is of which the claim holds. */
    synchronized BitSet holding(Claim claim) {
        var name =
                switch (claim) {
                    case Claim.Matches matches -> matches.pattern();
                    case Claim.Installed installed -> installed.name();
                    default -> throw new IllegalStateException("no claim about packages");
                };
        var found = new BitSet(buckets.size());
        byName.forEach((word, numbers) -> {
            if (name.matches(word)) {
                mark(word, numbers, claim, found);
            }
        });
        var holding = new BitSet(lists.size());
        for (int list = 0; list < lists.size(); list++) {
            for (int bucket : bucketsOf[list]) {
                if (found.get(bucket)) {
                    holding.set(list);
                    break;
                }
            }
        }
        return holding;
    }

    private void mark(String name, Numbers numbers, Claim claim, BitSet found) {
        if (!(claim instanceof Claim.Installed installed)) {
            for (int i = 0; i < numbers.size; i++) {
                found.set(numbers.values[i]);
            }
            return;
        }
        var judged = new HashMap<String, Boolean>();
        for (int i = 0; i < numbers.size; i++) {
            var bucket = contents[numbers.values[i]];
            for (int at = 0; at < bucket.names.length; at++) {
                if (bucket.names[at].equals(name)) {
                    var source = bucket.sources[at];
                    var version = bucket.versions[at];
                    boolean holds =
                            judged.computeIfAbsent(
                                    source.name() + version,
                                    _ -> installed.isVersion(source, version));
                    if (holds) {
                        found.set(numbers.values[i]);
                    }
                }
            }
        }
    }
}
