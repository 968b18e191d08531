package dev.rollcall.common.inventory;

import dev.rollcall.common.json.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The installed packages whose names fall into one bucket, in order: the unit in which packages are
 * sent and stored, so that one update changes one small body.
 */
public record PackageBucket(List<InstalledPackage> packages) {

    /** The kind under which the body of a bucket is stored. */
    public static final SectionKind KIND = new SectionKind("package-bucket");

    /** How many buckets there are; a change would make every device send every package again. */
    public static final int COUNT = 64;

    public PackageBucket {
        packages = Lists.copy(packages);
    }

    /**
     * The bucket of a package name, "00" to "63": the low six bits of the first byte of SHA-256.
     */
    public static String keyOf(String packageName) {
        byte[] hash = Digest.sha256().digest(packageName.getBytes(StandardCharsets.UTF_8));
        int index = hash[0] & (COUNT - 1);
        return index < 10 ? "0" + index : Integer.toString(index);
    }

    /** Spreads packages over the buckets; empty buckets are left out. */
    public static SortedMap<String, PackageBucket> spread(List<InstalledPackage> packages) {
        var byKey =
                packages.stream()
                        .sorted()
                        .distinct()
                        .collect(
                                Collectors.groupingBy(
                                        p -> keyOf(p.name()), TreeMap::new, Collectors.toList()));
        var buckets = new TreeMap<String, PackageBucket>();
        byKey.forEach((key, members) -> buckets.put(key, new PackageBucket(members)));
        return buckets;
    }
}
