package dev.rollcall.server.inventory.history;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.inventory.Bodies;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * How two bodies of a kind differ. Bodies never change, and machines of a lab change alike, so the
 * latest answers are remembered. Safe for use by many threads.
 */
final class Differences {

    private static final int REMEMBERED = 5_000;

    private final Bodies bodies;
    private final Map<Question, List<Change>> remembered =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Question, List<Change>> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private record Question(DistrictId district, SectionKind kind, Digest before, Digest after) {}

    Differences(Bodies bodies) {
        this.bodies = bodies;
    }

    List<Change> between(
            Handle handle, DistrictId district, SectionKind kind, Digest before, Digest after) {
        if (before.equals(after)) {
            return List.of();
        }
        var question = new Question(district, kind, before, after);
        synchronized (remembered) {
            var known = remembered.get(question);
            if (known != null) {
                return known;
            }
        }
        var found = read(handle, question);
        synchronized (remembered) {
            remembered.put(question, found);
        }
        return found;
    }

    private List<Change> read(Handle handle, Question asked) {
        var both =
                bodies.read(
                        handle,
                        asked.district(),
                        asked.kind(),
                        List.of(asked.before(), asked.after()));
        var before = both.get(asked.before());
        var after = both.get(asked.after());
        if (before == null || after == null) {
            throw new IllegalStateException("a body of the inventory is missing");
        }
        return asked.kind().equals(PackagesSection.KIND)
                ? packages(handle, asked.district(), before, after)
                : SectionDiff.between(
                        asked.kind(), Json.wire().readTree(before), Json.wire().readTree(after));
    }

    /** Only the buckets that differ are read. */
    private List<Change> packages(Handle handle, DistrictId district, byte[] before, byte[] after) {
        var were = buckets(before);
        var are = buckets(after);
        var gone = new HashSet<>(were);
        gone.removeAll(are);
        var come = new HashSet<>(are);
        come.removeAll(were);
        return PackagesDiff.between(
                packages(handle, district, gone), packages(handle, district, come));
    }

    private static Set<Digest> buckets(byte[] body) {
        return Sections.parse(PackagesSection.KIND, body) instanceof PackagesSection packages
                ? Set.copyOf(packages.buckets().values())
                : Set.of();
    }

    private List<InstalledPackage> packages(
            Handle handle, DistrictId district, Collection<Digest> buckets) {
        return bodies.read(handle, district, PackageBucket.KIND, buckets).values().stream()
                .flatMap(body -> Sections.parseBucket(body).packages().stream())
                .toList();
    }
}
