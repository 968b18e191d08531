package dev.rollcall.agent.checkin;

import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.json.Digest;
import java.time.Duration;
import java.util.List;

/**
 * A snapshot, and the monotonic moment at which its ages were true.
 *
 * @param root of the snapshot, asked for at every step of a conversation
 */
record Collected(InventorySnapshot snapshot, Digest root, long at) {

    static Collected of(InventorySnapshot snapshot, long at) {
        return new Collected(snapshot, snapshot.root(), at);
    }

    /** The reports with the ages of another moment. */
    List<SectionReport> reports(long now) {
        var passed = Duration.ofNanos(Math.max(0, now - at));
        return snapshot.reports().stream()
                .map(r ->
                        new SectionReport(
                                r.kind(), r.state(), r.digest(), r.age().plus(passed), r.detail()))
                .toList();
    }
}
