package dev.rollcall.server.device.query;

import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.query.SectionContents.PackageList;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Which lists of packages there are, as numbers, and in which buckets each version of a package is.
 * Only grows: who keeps it makes it anew from time to time. Safe for use by many threads.
 */
final class PackageLists {

    private static final int REMEMBERED = 100;

    /** By which a bit's number is shifted for that of its word. */
    static final int WORD = 6;

    private final Map<Digest, Integer> lists = new HashMap<>();
    private int[][] bucketsOf = new int[64][];

    /** Lists that are not whole. */
    private final BitSet partial = new BitSet();

    private final Map<Digest, Integer> buckets = new HashMap<>();

    /** Of each bucket, in microseconds since 1970. */
    private long[] storedAt = new long[64];

    private final Map<String, Map<Version, Numbers>> byName = new HashMap<>();
    private final Map<Written, Version> versions = new HashMap<>();

    private long entries;
    private List<String> inOrder = List.of();

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
    private record Written(PackageSource source, String text) {}

    /** The same for all packages that have it, and so the same only as itself. */
    private static final class Version {

        private final Written written;
        private final int number;

        Version(Written written, int number) {
            this.written = written;
            this.number = number;
        }
    }

    /** Who is told of a version, and in which buckets it is. */
    @FunctionalInterface
    interface TakeVersion {
        void version(PackageSource source, String version, int[] buckets);
    }

    /**
     * The same, to which others can be added. What it knows by now is shared and not copied, but
     * for the tables that lead there.
     */
    synchronized PackageLists fork() {
        var fork = new PackageLists();
        fork.lists.putAll(lists);
        fork.bucketsOf = bucketsOf.clone();
        fork.partial.or(partial);
        fork.buckets.putAll(buckets);
        fork.storedAt = storedAt.clone();
        fork.versions.putAll(versions);
        fork.entries = entries;
        byName.forEach((name, versions) -> {
            var copied = new HashMap<Version, Numbers>();
            versions.forEach((version, numbers) -> copied.put(version, numbers.fork()));
            fork.byName.put(name, copied);
        });
        return fork;
    }

    /** What it takes of memory: versions of packages in buckets. */
    synchronized long entries() {
        return entries;
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

    synchronized void addBucket(Digest digest, SectionContents.Bucket bucket) {
        int number = buckets.size();
        if (buckets.putIfAbsent(digest, number) != null) {
            return;
        }
        if (number == storedAt.length) {
            storedAt = Arrays.copyOf(storedAt, number * 2);
        }
        storedAt[number] = FleetRow.Sections.micros(bucket.storedAt());
        entries += bucket.packages().size();
        for (var installed : bucket.packages()) {
            var version =
                    versions.computeIfAbsent(
                            new Written(installed.source(), installed.version()),
                            written -> new Version(written, versions.size()));
            byName.computeIfAbsent(installed.name(), _ -> new HashMap<>(2))
                    .computeIfAbsent(version, _ -> new Numbers())
                    .add(number);
        }
    }

    /** A list by its buckets; one that is not here is left out. */
    synchronized void addList(Digest digest, PackageList list) {
        int number = lists.size();
        if (lists.putIfAbsent(digest, number) != null) {
            return;
        }
        if (!list.whole()) {
            partial.set(number);
        }
        if (number == bucketsOf.length) {
            bucketsOf = Arrays.copyOf(bucketsOf, number * 2);
        }
        bucketsOf[number] =
                list.buckets().stream()
                        .filter(buckets::containsKey)
                        .mapToInt(buckets::get)
                        .sorted()
                        .toArray();
    }

    /** Whether something may be installed that is not on it. @param list its number, or -1 */
    synchronized boolean isPartial(int list) {
        return list >= 0 && partial.get(list);
    }

    /** Its number, or -1. */
    synchronized int number(Digest list) {
        return lists.getOrDefault(list, -1);
    }

    /** All names that a package has or had, in order. */
    synchronized List<String> names() {
        if (inOrder.size() != byName.size()) {
            inOrder = byName.keySet().stream().sorted().toList();
        }
        return inOrder;
    }

    /** How many have each bucket. @param ofLists how many have each list, by number */
    synchronized int[] ofBuckets(int[] ofLists) {
        var ofBuckets = new int[buckets.size()];
        for (int list = 0; list < ofLists.length; list++) {
            if (ofLists[list] > 0) {
                for (int bucket : bucketsOf[list]) {
                    ofBuckets[bucket] += ofLists[list];
                }
            }
        }
        return ofBuckets;
    }

    /** Tells every version of a package; all packages of one name are in one bucket of a list. */
    synchronized void eachVersion(String name, TakeVersion take) {
        byName.getOrDefault(name, Map.of())
                .forEach((version, numbers) ->
                        take.version(
                                version.written.source(),
                                version.written.text(),
                                numbers.toArray()));
    }

    /** When a bucket reached the server. */
    synchronized Instant storedAt(int bucket) {
        return Instant.EPOCH.plus(storedAt[bucket], ChronoUnit.MICROS);
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
        return switch (claim) {
            case Claim.Matches matches -> listsWith(buckets(matches.pattern(), _ -> true));
            case Claim.Installed installed ->
                    listsWith(buckets(installed.name(), remembering(installed)));
            default -> throw new IllegalStateException("no claim about packages");
        };
    }

    /** Of many packages that have the same version it is judged once, but for an accident. */
    private Predicate<Version> remembering(Claim.Installed claim) {
        var judged = new byte[versions.size()];
        return version -> {
            if (judged[version.number] == 0) {
                var written = version.written;
                judged[version.number] =
                        (byte) (claim.isVersion(written.source(), written.text()) ? 1 : -1);
            }
            return judged[version.number] > 0;
        };
    }

    /** In which buckets there is such a version of such a package, a bit each. */
    private long[] buckets(TextPattern name, Predicate<Version> version) {
        var names =
                byName.entrySet().parallelStream()
                        .filter(named -> name.matches(named.getKey()))
                        .map(Map.Entry::getValue)
                        .toList();
        // of one name the versions are shared among processors, of many the names
        var candidates =
                names.size() == 1
                        ? names.getFirst().entrySet().parallelStream()
                        : names.parallelStream().flatMap(versions -> versions.entrySet().stream());
        int words = words(buckets.size());
        return candidates
                .filter(entry -> version.test(entry.getKey()))
                .collect(
                        () -> new long[words],
                        (found, entry) -> entry.getValue().mark(found),
                        PackageLists::mark);
    }

    private static void mark(long[] in, long[] what) {
        Arrays.setAll(in, at -> in[at] | what[at]);
    }

    private static int words(int bits) {
        return (bits + Long.SIZE - 1) / Long.SIZE;
    }

    private BitSet listsWith(long[] found) {
        if (Arrays.stream(found).allMatch(word -> word == 0)) {
            return new BitSet();
        }
        var words = new long[words(lists.size())];
        IntStream.range(0, words.length)
                .parallel()
                .forEach(word -> words[word] = listsWith(found, word * Long.SIZE));
        return BitSet.valueOf(words);
    }

    /** Of as many lists as a word has bits, a bit each. */
    private long listsWith(long[] found, int from) {
        long holding = 0;
        for (int list = from; list < Math.min(lists.size(), from + Long.SIZE); list++) {
            for (int bucket : bucketsOf[list]) {
                if ((found[bucket >> WORD] & 1L << bucket) != 0) {
                    holding |= 1L << (list - from);
                    break;
                }
            }
        }
        return holding;
    }
}
