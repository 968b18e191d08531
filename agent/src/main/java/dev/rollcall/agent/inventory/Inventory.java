package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.inventory.macos.BatteryWear;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.InventorySnapshot.InventoryText;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.policy.PublishedNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What this device is: collects the sections, each alone and against a time limit, and remembers
 * when. Safe for use by many threads; collecting is done by one at a time.
 */
public final class Inventory {

    /** How long one section may take; far more than any takes on a healthy device. */
    public static final Duration SECTION_LIMIT = Duration.ofSeconds(30);

    private static final String BY_POLICY = "switched off by policy";
    private static final Duration VOLATILE_LIMIT = Duration.ofSeconds(2);

    private final List<SectionTask> tasks;
    private final VolatileTask volatileFacts;
    private final Supplier<Set<SectionKind>> off;
    private final LongSupplier nanoTime;
    private final Duration limit;
    private final ReentrantLock collecting = new ReentrantLock();
    private volatile Map<String, SectionResult> results = Map.of();

    Inventory(
            List<Collector> collectors,
            Supplier<VolatileFacts> volatileFacts,
            Supplier<Set<SectionKind>> off,
            LongSupplier nanoTime,
            Duration limit) {
        this.tasks = collectors.stream().map(SectionTask::new).toList();
        this.volatileFacts = new VolatileTask(volatileFacts, VOLATILE_LIMIT);
        this.off = off;
        this.nanoTime = nanoTime;
        this.limit = limit;
    }

    /**
     * The inventory of a device of the kind that we run on.
     *
     * @param nanoTime a clock that never goes back, such as {@link System#nanoTime}: the device's
     *     own date may be wrong by years
     * @param off what is switched off, asked for before every collection
     */
    public static Inventory of(
            InventorySources sources, LongSupplier nanoTime, Supplier<Set<SectionKind>> off) {
        return of(sources, nanoTime, off, List::of);
    }

    /**
     * The same, of a device that may say in which network it is.
     *
     * @param networks those that are published, asked for before every reading of what changes
     */
    public static Inventory of(
            InventorySources sources,
            LongSupplier nanoTime,
            Supplier<Set<SectionKind>> off,
            Supplier<List<PublishedNetwork>> networks) {
        var health = new DiskHealth(sources.programs(), nanoTime);
        var wear = new BatteryWear();
        return new Inventory(
                Collectors.forThisSystem(sources, health, wear, networks),
                Collectors.withNetwork(
                        Collectors.volatileFacts(sources, health, wear), sources, off, networks),
                off,
                nanoTime,
                SECTION_LIMIT);
    }

    /**
     * Collects every section now that is not switched off, and waits for all; takes no longer than
     * the limit of one.
     */
    public InventorySnapshot collect() throws InterruptedException {
        collecting.lockInterruptibly();
        try {
            long start = nanoTime.getAsLong();
            var wanted = wanted();
            wanted.forEach(SectionTask::start);
            var collected = new TreeMap<String, SectionResult>();
            // The wait is counted on the real clock: a test's clock may stand still.
            long deadline = System.nanoTime() + limit.toNanos();
            try {
                for (var task : wanted) {
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

    private List<SectionTask> wanted() {
        var switchedOff = off.get();
        return tasks.stream().filter(task -> !switchedOff.contains(task.kind())).toList();
    }

    /** Whether everything that is not switched off was collected, at whatever time. */
    public boolean isComplete() {
        var collected = results.keySet();
        return wanted().stream().allMatch(task -> collected.contains(task.kind().name()));
    }

    /**
     * What was collected last, with the ages of now; no reports before the first collection. What
     * is switched off is said to be, whether it was collected before or not.
     */
    public InventorySnapshot current() {
        var collected = results;
        if (collected.isEmpty()) {
            return new InventorySnapshot(List.of(), Map.of());
        }
        long now = nanoTime.getAsLong();
        var switchedOff = off.get();
        var reports = new ArrayList<SectionReport>();
        var bodies = new HashMap<Digest, InventoryText>();
        for (var result : collected.values()) {
            if (!switchedOff.contains(result.kind())) {
                reports.add(result.report(now));
                bodies.putAll(result.bodies());
            }
        }
        Stream.concat(tasks.stream().map(SectionTask::kind), Stream.of(VolatileFacts.KIND))
                .filter(switchedOff::contains)
                .map(Inventory::reportOff)
                .forEach(reports::add);
        reports.sort(Comparator.comparing(SectionReport::kind));
        return new InventorySnapshot(reports, bodies);
    }

    private static SectionReport reportOff(SectionKind kind) {
        return SectionReport.without(kind, SectionState.OFF, Duration.ZERO, BY_POLICY);
    }

    /**
     * What changes all the time, read now; empty where it is switched off, or where the device does
     * not answer in time.
     */
    public Optional<VolatileFacts> volatileFacts() {
        return off.get().contains(VolatileFacts.KIND) ? Optional.empty() : volatileFacts.read();
    }
}
