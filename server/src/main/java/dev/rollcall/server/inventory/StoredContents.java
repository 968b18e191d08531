package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.query.SectionContents;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens stored bodies for searches. Safe for use by many threads. */
public final class StoredContents implements SectionContents {

    private static final Logger LOG = LoggerFactory.getLogger(StoredContents.class);

    private final Bodies bodies;

    public StoredContents(Bodies bodies) {
        this.bodies = bodies;
    }

    @Override
    public Map<Digest, List<Leaf>> leaves(
            Handle handle, DistrictId district, SectionKind kind, Collection<Digest> digests) {
        var stored = bodies.read(handle, district, kind, digests);
        var opened = new HashMap<Digest, List<Leaf>>();
        stored.entrySet().parallelStream()
                .map(body -> Map.entry(body.getKey(), leaves(kind, body.getKey(), body.getValue())))
                .toList()
                .forEach(body ->
                        body.getValue().ifPresent(leaves -> opened.put(body.getKey(), leaves)));
        return opened;
    }

    @Override
    public List<Leaf> figures(byte[] deflated, int size) {
        try {
            return leaves(Fact.of(VolatileFacts.KIND, Deflate.inflated(deflated, size)));
        } catch (RuntimeException e) {
            LOG.warn("figures of a device cannot be searched", e);
            return List.of();
        }
    }

    private static List<Leaf> leaves(List<Fact> facts) {
        return facts.stream().map(fact -> new Leaf(fact.name(), fact.value())).toList();
    }

    /** One that makes no sense, from an agent that knows more than we do, spoils no other. */
    private static Optional<List<Leaf>> leaves(SectionKind kind, Digest digest, byte[] body) {
        try {
            return Optional.of(leaves(Fact.of(kind, body)));
        } catch (RuntimeException e) {
            LOG.warn("a body cannot be searched kind={} digest={}", kind, digest, e);
            return Optional.empty();
        }
    }

    @Override
    public Map<Digest, PackageList> lists(
            Handle handle, DistrictId district, Collection<Digest> lists) {
        return bodies
                .read(handle, district, PackagesSection.KIND, lists)
                .entrySet()
                .parallelStream()
                .collect(Collectors.toMap(Map.Entry::getKey, list -> list(list.getValue())));
    }

    private static PackageList list(byte[] body) {
        return Sections.parse(PackagesSection.KIND, body) instanceof PackagesSection packages
                ? new PackageList(
                        packages.buckets().values().stream().distinct().toList(),
                        packages.unreadable().orElse(0) == 0)
                : new PackageList(List.of(), false);
    }

    @Override
    public Map<Digest, Bucket> packages(
            Handle handle, DistrictId district, Collection<Digest> buckets) {
        return bodies.buckets(handle, district, buckets);
    }
}
