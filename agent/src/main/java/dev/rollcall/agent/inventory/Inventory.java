package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.InventorySnapshot.InventoryText;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.json.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What this device is: collects the sections, each alone and against a time limit, and remembers
 * when. Safe for use by many threads; collecting is done by one at a time.
 */
public final class Inventory {

    /** How long one section may take; far more than any takes on a healthy device. */
    public static final Duration SECTION_LIMIT = Duration.ofSeconds(30);

    private static final Duration VOLATILE_LIMIT = Duration.ofSeconds(2);

    private final List<SectionTask> tasks;
    private final VolatileTask volatileFacts;
    private final LongSupplier nanoTime;
    private final Duration limit;
    private final ReentrantLock collecting = new ReentrantLock();
    private volatile Map<String, SectionResult> results = Map.of();

    Inventory(
            List<Collector> collectors,
            Supplier<VolatileFacts> volatileFacts,
            LongSupplier nanoTime,
            Duration limit) {
        this.tasks = collectors.stream().map(SectionTask::new).toList();
        this.volatileFacts = new VolatileTask(volatileFacts, VOLATILE_LIMIT);
        this.nanoTime = nanoTime;
        this.limit = limit;
    }

    /**
     * The inventory of a device of the kind that we run on.
     *
     * @param nanoTime a clock that never goes back, such as {@link System#nanoTime}: the device's
     *     own date may be wrong by years
     */
    public static Inventory of(InventorySources sources, LongSupplier nanoTime) {
        var health = new DiskHealth(sources.programs(), nanoTime);
        return new Inventory(
                Collectors.forThisSystem(sources, health),
                Collectors.volatileFacts(sources, health),
                nanoTime,
                SECTION_LIMIT);
    }

    /** Collects every section now and waits for all; takes no longer than the limit of one. */
    public InventorySnapshot collect() throws InterruptedException {
        collecting.lockInterruptibly();
        try {
            long start = nanoTime.getAsLong();
            tasks.forEach(SectionTask::start);
            var collected = new TreeMap<String, SectionResult>();
            // The wait is counted on the real clock: a test's clock may stand still.
            long deadline = System.nanoTime() + limit.toNanos();
            try {
                for (var task : tasks) {
                    var left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                    collected.put(task.kind().name(), task.await(left, start));
                }
            } finally {
                tasks.forEach(SectionTask::abandon);
            }
            results = collected;
            return current();
        } finally {
            collecting.unlock();
        }
    }

    /** What was collected last, with the ages of now; no reports before the first collection. */
    public InventorySnapshot current() {
        long now = nanoTime.getAsLong();
        var reports = new ArrayList<SectionReport>();
        var bodies = new HashMap<Digest, InventoryText>();
        for (var result : results.values()) {
            reports.add(result.report(now));
            bodies.putAll(result.bodies());
        }
        return new InventorySnapshot(reports, bodies);
    }

    /** What changes all the time, read now; empty where the device does not answer in time. */
    public Optional<VolatileFacts> volatileFacts() {
        return volatileFacts.read();
    }
}
