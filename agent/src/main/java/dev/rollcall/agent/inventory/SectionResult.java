package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.common.inventory.InventorySnapshot.InventoryText;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How collecting one section went, and when by the monotonic clock. */
record SectionResult(
        SectionKind kind,
        SectionState state,
        Optional<Digest> digest,
        String detail,
        long nanoTime,
        Map<Digest, InventoryText> bodies) {

    SectionResult {
        bodies = Map.copyOf(bodies);
    }

    static SectionResult of(SectionKind kind, Collected collected, long nanoTime) {
        return switch (collected) {
            case Collected.Off(var because) -> without(kind, SectionState.OFF, because, nanoTime);
            case Collected.Facts facts -> {
                var bodies = new HashMap<Digest, InventoryText>();
                var digest = put(bodies, kind, facts.section());
                facts.buckets().forEach(bucket -> put(bodies, PackageBucket.KIND, bucket));
                yield new SectionResult(
                        kind, SectionState.OK, Optional.of(digest), "", nanoTime, bodies);
            }
        };
    }

    static SectionResult without(
            SectionKind kind, SectionState state, String detail, long nanoTime) {
        return new SectionResult(kind, state, Optional.empty(), detail, nanoTime, Map.of());
    }

    SectionReport report(long now) {
        var age = Duration.ofSeconds(Duration.ofNanos(Math.max(0, now - nanoTime)).toSeconds());
        return digest.map(d -> SectionReport.ok(kind, d, age))
                .orElseGet(() -> SectionReport.without(kind, state, age, detail));
    }

    private static Digest put(Map<Digest, InventoryText> bodies, SectionKind kind, Object body) {
        var text = CanonicalJson.text(body);
        if (text.length() > Sections.MAX_BODY_BYTES) {
            throw new IllegalArgumentException("more facts than can be sent: " + text.length());
        }
        var digest = Digest.of(text);
        bodies.put(digest, new InventoryText(kind, text));
        return digest;
    }
}
