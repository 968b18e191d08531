package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Database;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices of all districts in memory, so that a question about many is answered without the
 * database. A thread of its own reads again what commands touched; who asks waits until all that
 * was durable before has been read, or is told to come again. Safe for use by many threads.
 */
public final class FleetIndex implements Fleets, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FleetIndex.class);

    /** Who would wait longer comes again: meanwhile a connection to the database is kept. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration LONG = Duration.ofSeconds(30);

    private static final Duration AGAIN_AFTER_FAILURE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 500;
    private static final int AT_FIRST = 2_000;
    private static final int CHECKS = 4;

    private final Database database;
    private final SectionContents contents;
    private final Map<DistrictId, Fleet> fleets = new ConcurrentHashMap<>();
    private final ToReadAgain touched = new ToReadAgain();

    /** Of the one thread. */
    private final Map<DistrictId, Renewal> renewals = new HashMap<>();

    private final Thread thread;
    private volatile boolean closed;

    private FleetIndex(Database database, SectionContents contents) {
        this.database = database;
        this.contents = contents;
        this.thread = Thread.ofPlatform().name("fleet-index").daemon().unstarted(this::work);
    }

    /** Begins to read; until a district has been read, questions about it wait. */
    public static FleetIndex start(Database database, SectionContents contents) {
        var index = new FleetIndex(database, contents);
        database.listenForDevices(index.touched);
        index.thread.start();
        return index;
    }

    @Override
    public Fleet of(Handle handle, DistrictId district) {
        if (!fleets.containsKey(district)) {
            touched.district(district);
        }
        var fleet = touched.awaitRead(PATIENCE) ? fleets.get(district) : null;
        if (fleet == null) {
            throw new Problem(
                    ProblemCode.BUSY,
                    "what is known of the devices is being read into memory: try again in a moment",
                    Map.of("retryAfterSeconds", PATIENCE.toSeconds()));
        }
        return fleet;
    }

    /**
     * Reads everything anew beside what is there; where memory is wrong about a device, which is a
     * mistake of ours, the district is read again, and questions wait until then.
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
                ? new HashSet<>(
                        before.differences(database.read(h -> whole(h, district, contents))))
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
            log.warn("the districts cannot be read: searches wait", e);
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
            } catch (RuntimeException | OutOfMemoryError e) {
                // what is read anew has room again, since what filled it is let go
                log.warn("changed devices cannot be read: searches wait", e);
                fleets.clear();
                renewals.clear();
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

    private void read(ToReadAgain.Work work) {
        for (var district : work.districts()) {
            renewals.remove(district);
            fleets.put(district, database.read(h -> whole(h, district, contents)));
        }
        work.devices()
                .forEach((district, devices) -> {
                    var fleet = fleets.get(district);
                    if (fleet != null && !work.districts().contains(district)) {
                        fleets.put(district, next(district, fleet, devices));
                    }
                });
    }

    /** A district that is read anew beside the questions. */
    private static final class Renewal {
        private final Map<Part, Set<UUID>> since = new EnumMap<>(Part.class);
        private final CompletableFuture<Fleet> read = new CompletableFuture<>();
    }

    private Fleet next(DistrictId district, Fleet fleet, Map<Part, Set<UUID>> devices) {
        var renewal = renewals.get(district);
        if (renewal == null) {
            var next = updated(district, fleet, devices);
            if (next.isWorn()) {
                renew(district);
            }
            return next;
        }
        devices.forEach((part, ids) ->
                renewal.since.computeIfAbsent(part, _ -> new HashSet<>()).addAll(ids));
        if (!renewal.read.isDone()) {
            return updated(district, fleet, devices);
        }
        renewals.remove(district);
        return renewal.read.isCompletedExceptionally()
                ? updated(district, fleet, devices)
                : updated(district, renewal.read.join(), renewal.since);
    }

    /** Much of what is kept is past: it is read anew meanwhile, and taken when it is there. */
    private void renew(DistrictId district) {
        var renewal = new Renewal();
        renewals.put(district, renewal);
        Thread.ofVirtual()
                .name("fleet-renewal")
                .start(() -> {
                    try {
                        renewal.read.complete(database.read(h -> whole(h, district, contents)));
                    } catch (RuntimeException | OutOfMemoryError e) {
                        log.warn("a district cannot be read anew district={}", district, e);
                        renewal.read.completeExceptionally(e);
                    }
                });
    }

    /** A district as the database has it. */
    static Fleet whole(Handle handle, DistrictId district, SectionContents contents) {
        var packages = new PackageLists();
        var shared = new SharedValues();
        var reader = new FleetReader(handle, district, Optional.empty(), contents, shared);
        var rows = new HashMap<UUID, FleetRow>();
        reader.registry().forEach((id, registry) -> rows.put(id, FleetRow.of(id, registry)));
        for (var part : Part.values()) {
            if (part != Part.REGISTRY && part != Part.FACTS) {
                new FleetUpdate(reader, packages, rows).apply(part, rows.keySet());
            }
        }
        // many bodies at once, and not all of them
        inParts(
                rows.keySet(),
                AT_FIRST,
                some -> {
                    var part =
                            new FleetReader(handle, district, Optional.of(some), contents, shared);
                    new FleetUpdate(part, packages, rows).apply(Part.FACTS, some);
                });
        return Fleet.of(rows, packages, shared);
    }

    private static void inParts(Collection<UUID> ids, int size, Consumer<List<UUID>> take) {
        var all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += size) {
            take.accept(all.subList(from, Math.min(all.size(), from + size)));
        }
    }

    private Fleet updated(DistrictId district, Fleet fleet, Map<Part, Set<UUID>> devices) {
        var rows = new HashMap<UUID, FleetRow>();
        devices.values()
                .forEach(ids ->
                        ids.forEach(id -> fleet.row(id).ifPresent(row -> rows.put(id, row))));
        devices.forEach((part, ids) ->
                inParts(
                        ids,
                        AT_ONCE,
                        some ->
                                database.read(h -> {
                                    var reader =
                                            new FleetReader(
                                                    h,
                                                    district,
                                                    Optional.of(some),
                                                    contents,
                                                    fleet.shared());
                                    new FleetUpdate(reader, fleet.packages(), rows)
                                            .apply(part, some);
                                    return true;
                                })));
        return fleet.with(rows);
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
}
