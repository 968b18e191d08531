package dev.rollcall.common.inventory;

import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All sections of a device at one moment, and the bodies that their digests name.
 *
 * @param reports one per section
 * @param bodies canonical text by digest: every section body, and the package buckets that the
 *     packages section names
 */
public record InventorySnapshot(List<SectionReport> reports, Map<Digest, InventoryText> bodies) {

    public InventorySnapshot {
        reports = List.copyOf(reports);
        bodies = Map.copyOf(bodies);
    }

    /**
     * One digest over states and section digests: equal roots mean that nothing but ages differs.
     */
    public Digest root() {
        return root(reports);
    }

    public static Digest root(List<SectionReport> reports) {
        var byKind = new TreeMap<String, String>();
        for (var report : reports) {
            byKind.put(
                    report.kind().name(),
                    report.digest().map(Digest::hex).orElseGet(() -> report.state().name()));
        }
        return Digest.of(CanonicalJson.bytes(byKind));
    }

    /** A canonical body and the kind it is stored under. */
    public record InventoryText(SectionKind kind, String text) {}
}
