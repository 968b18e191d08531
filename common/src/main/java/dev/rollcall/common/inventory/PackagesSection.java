package dev.rollcall.common.inventory;

import dev.rollcall.common.json.Digest;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which packages are installed, by the digests of their buckets.
 *
 * @param count of installed packages in all buckets
 * @param unreadable entries of the package database that made no sense, when there are any
 * @param buckets digest of the canonical {@link PackageBucket} by its key; empty ones are left out
 */
public record PackagesSection(
        int count, Optional<Integer> unreadable, SortedMap<String, Digest> buckets)
        implements InventorySection {

    public static final SectionKind KIND = new SectionKind("packages");

    public PackagesSection {
        if (count < 0) {
            throw new IllegalArgumentException("count is negative");
        }
        buckets = Collections.unmodifiableSortedMap(sorted(buckets));
        if (buckets.size() > PackageBucket.COUNT
                || !buckets.keySet().stream().allMatch(PackagesSection::isKey)) {
            throw new IllegalArgumentException("bucket keys are 00 to 63");
        }
    }

    @Override
    public SectionKind kind() {
        return KIND;
    }

    private static TreeMap<String, Digest> sorted(Map<String, Digest> buckets) {
        return new TreeMap<>(buckets);
    }

    private static boolean isKey(String key) {
        return key.matches("[0-5][0-9]|6[0-3]");
    }
}
