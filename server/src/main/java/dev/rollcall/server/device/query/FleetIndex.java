package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.TouchedDevices;
import dev.rollcall.server.storage.TouchedDevices.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices of all districts in memory, so that a question about many is answered without the
 * database. A thread of its own reads again what commands touched; who asks waits until all that
 * was durable before has been read, or is told to ask the database instead. Safe for use by many
 * threads.
 */
public final class FleetIndex implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FleetIndex.class);

    /** Who waits longer asks the database. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private static final Duration LONG = Duration.ofSeconds(30);

    private static final Duration AGAIN_AFTER_FAILURE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 500;
    private static final int CHECKS = 4;

    private final Database database;
    private final FleetReader.BucketBodies bodies;
    private final Map<DistrictId, Fleet> fleets = new ConcurrentHashMap<>();
    private final Touched touched = new Touched();
    private final Thread thread;
    private volatile boolean closed;

    /** What this room needs of the inventory: the canonical bytes of package buckets. */
    @FunctionalInterface
    public interface Buckets {
        Map<Digest, byte[]> read(Handle handle, DistrictId district, Collection<Digest> digests);
    }

    private FleetIndex(Database database, Buckets buckets) {
        this.database = database;
        this.bodies = buckets::read;
        this.thread = Thread.ofPlatform().name("fleet-index").daemon().unstarted(this::work);
    }

    /** Begins to read; until a district has been read, questions about it are not answered here. */
    public static FleetIndex start(Database database, Buckets buckets) {
        var index = new FleetIndex(database, buckets);
        database.listenForDevices(index.touched);
        index.thread.start();
        return index;
    }

    /** The district as it was when this was asked, or later; empty when that would take long. */
    Optional<Fleet> of(DistrictId district) {
        if (!fleets.containsKey(district)) {
            touched.district(district);
            return Optional.empty();
        }
        return touched.awaitRead(PATIENCE)
                ? Optional.ofNullable(fleets.get(district))
                : Optional.empty();
    }

    /**
     * Reads everything anew beside what is there; where memory is wrong about a device, which is a
     * mistake of ours, the district is read again and asked of the database until then.
     *
     * @return the devices of which memory said something else than the database, each time
     */
    public List<DeviceId> check() {
        var wrong = new ArrayList<DeviceId>();
        for (var district : List.copyOf(fleets.keySet())) {
            Set<UUID> differing = differences(district);
            for (int again = 0; again < CHECKS && !differing.isEmpty(); again++) {
                differing.retainAll(differences(district));
            }
            if (!differing.isEmpty()) {
                log.warn(
                        "memory is wrong about devices: the district is read anew district={}"
                                + " devices={}",
                        district,
                        differing.size());
                fleets.remove(district);
                touched.district(district);
                differing.forEach(id -> wrong.add(new DeviceId(id)));
            }
        }
        return List.copyOf(wrong);
    }

    /** What is written meanwhile may count as different. */
    private Set<UUID> differences(DistrictId district) {
        boolean read = touched.awaitRead(LONG);
        var before = fleets.get(district);
        return read && before != null
                ? new HashSet<>(before.differences(database.read(h -> whole(h, district))))
                : new HashSet<>();
    }

    /** How many devices are in memory. */
    public long devices() {
        return fleets.values().stream().mapToLong(Fleet::size).sum();
    }

    private void work() {
        try {
            database.read(FleetIndex::districts).forEach(touched::district);
        } catch (RuntimeException e) {
            log.warn("the districts cannot be read: searches use the database", e);
        }
        while (!closed) {
            try {
                var work = touched.take();
                if (work.isEmpty()) {
                    continue;
                }
                read(work.get());
                touched.done(work.get());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.warn("changed devices cannot be read: searches use the database", e);
                fleets.clear();
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(AGAIN_AFTER_FAILURE);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private static List<DistrictId> districts(Handle handle) {
        return handle.createQuery("SELECT id FROM org_district")
                .map((row, c) -> new DistrictId(Columns.uuid(row, "id")))
                .list();
    }

    private void read(Touched.Work work) {
        for (var district : work.districts()) {
            fleets.put(district, database.read(h -> whole(h, district)));
        }
        work.devices()
                .forEach((district, devices) -> {
                    var fleet = fleets.get(district);
                    if (fleet != null && !work.districts().contains(district)) {
                        fleets.put(district, updated(district, fleet, devices));
                    }
                });
    }

    private Fleet whole(Handle handle, DistrictId district) {
        var packages = new PackageLists();
        var shared = new SharedValues();
        var reader = new FleetReader(handle, district, Optional.empty(), shared);
        var rows = new HashMap<UUID, FleetRow>();
        reader.registry().forEach((id, registry) -> rows.put(id, FleetRow.of(id, registry)));
        for (var part : Part.values()) {
            if (part != Part.REGISTRY) {
                new FleetUpdate(reader, packages, bodies, rows).apply(part, rows.keySet());
            }
        }
        return Fleet.of(rows, packages, shared);
    }

    private Fleet updated(DistrictId district, Fleet fleet, Map<Part, Set<UUID>> devices) {
        var rows = new HashMap<UUID, FleetRow>();
        devices.values()
                .forEach(ids ->
                        ids.forEach(id -> fleet.row(id).ifPresent(row -> rows.put(id, row))));
        devices.forEach((part, ids) -> {
            var all = new ArrayList<>(ids);
            for (int from = 0; from < all.size(); from += AT_ONCE) {
                var some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
                database.read(h -> {
                    var reader = new FleetReader(h, district, Optional.of(some), fleet.shared());
                    new FleetUpdate(reader, fleet.packages(), bodies, rows).apply(part, some);
                    return true;
                });
            }
        });
        var next = fleet.with(rows);
        if (next.isWorn()) {
            touched.district(district);
        }
        return next;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is to be read again; the writer's thread adds, one thread takes. */
    private static final class Touched implements TouchedDevices.Listener {

        private Map<DistrictId, Map<Part, Set<UUID>>> devices = new HashMap<>();
        private Set<DistrictId> districts = new HashSet<>();
        private long noted;
        private long read;

        /** Some of it. @param upTo all that was noted until then */
        record Work(
                Set<DistrictId> districts,
                Map<DistrictId, Map<Part, Set<UUID>>> devices,
                long upTo) {}

        @Override
        public synchronized void touched(DistrictId district, DeviceId device, Part part) {
            var parts = devices.computeIfAbsent(district, _ -> new HashMap<>());
            parts.computeIfAbsent(part, _ -> new HashSet<>()).add(device.value());
            if (part == Part.SECTIONS || part == Part.FACTS) {
                // another list of packages, or the same one on another system
                parts.computeIfAbsent(Part.VULNERABLE, _ -> new HashSet<>()).add(device.value());
            }
            noted++;
            notifyAll();
        }

        synchronized void district(DistrictId district) {
            if (districts.add(district)) {
                noted++;
                notifyAll();
            }
        }

        synchronized Optional<Work> take() throws InterruptedException {
            while (devices.isEmpty() && districts.isEmpty()) {
                wait();
            }
            // the record first: the other parts are of one that is there
            var ordered = new HashMap<DistrictId, Map<Part, Set<UUID>>>();
            devices.forEach((district, parts) -> ordered.put(district, new EnumMap<>(parts)));
            var work = new Work(districts, ordered, noted);
            devices = new HashMap<>();
            districts = new HashSet<>();
            return Optional.of(work);
        }

        synchronized void done(Work work) {
            read = work.upTo();
            notifyAll();
        }

        /** Until all that was noted has been read. @return whether it has */
        synchronized boolean awaitRead(Duration patience) {
            long wanted = noted;
            long until = System.nanoTime() + patience.toNanos();
            while (read < wanted) {
                long left = until - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    wait(Math.max(1, left / 1_000_000));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }
}
