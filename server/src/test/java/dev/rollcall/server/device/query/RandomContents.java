package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Handle;

/** What stands in the bodies of random devices. */
final class RandomContents implements SectionContents {

    private final Map<Digest, List<Leaf>> bodies = new ConcurrentHashMap<>();

    private final Map<Digest, PackageList> lists = new ConcurrentHashMap<>();

    /** A list of packages names these buckets. */
    void list(Digest list, List<Digest> buckets, boolean whole) {
        lists.put(list, new PackageList(buckets, whole));
    }

    void add(Digest body, Leaf leaf) {
        bodies.computeIfAbsent(body, _ -> new CopyOnWriteArrayList<>()).add(leaf);
    }

    /** Takes back what was said under a name. */
    void remove(Digest body, String name) {
        bodies.getOrDefault(body, List.of()).stream()
                .filter(leaf -> leaf.name().equals(name))
                .toList()
                .forEach(leaf -> bodies.getOrDefault(body, List.of()).remove(leaf));
    }

    boolean has(Digest body) {
        return bodies.containsKey(body);
    }

    @Override
    public Map<Digest, List<Leaf>> leaves(
            Handle handle, DistrictId district, SectionKind kind, Collection<Digest> asked) {
        var found = new HashMap<Digest, List<Leaf>>();
        asked.forEach(body -> found.put(body, bodies.getOrDefault(body, List.of())));
        return found;
    }

    @Override
    public List<Leaf> figures(byte[] deflated, int size) {
        throw new IllegalStateException("random devices tell no figures");
    }

    @Override
    public Map<Digest, PackageList> lists(
            Handle handle, DistrictId district, Collection<Digest> asked) {
        var found = new HashMap<Digest, PackageList>();
        asked.forEach(list -> found.put(list, lists.getOrDefault(list, PackageList.NONE)));
        return found;
    }

    @Override
    public Map<Digest, Bucket> packages(
            Handle handle, DistrictId district, Collection<Digest> buckets) {
        var found = new HashMap<Digest, Bucket>();
        RandomDevices.PACKAGES.stream()
                .filter(one -> buckets.contains(RandomDevices.bucket(one)))
                .forEach(one ->
                        found.put(
                                RandomDevices.bucket(one),
                                new Bucket(RandomDevices.NOW, List.of(one))));
        return found;
    }
}
