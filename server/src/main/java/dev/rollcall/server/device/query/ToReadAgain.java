package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.storage.TouchedDevices;
import dev.rollcall.server.storage.TouchedDevices.Part;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What is to be read again; the writer's thread adds, one thread takes, many wait. */
final class ToReadAgain implements TouchedDevices.Listener {

    private static final Duration LINGER = Duration.ofSeconds(1);

    private Map<DistrictId, Map<Part, Set<UUID>>> devices = new HashMap<>();
    private Set<DistrictId> districts = new HashSet<>();
    private long noted;
    private long read;
    private int waiting;

    /** Some of it. @param upTo all that was noted until then */
    record Work(
            Set<DistrictId> districts, Map<DistrictId, Map<Part, Set<UUID>>> devices, long upTo) {}

    @Override
    public synchronized void touched(DistrictId district, DeviceId device, Part part) {
        boolean first = devices.isEmpty();
        var parts = devices.computeIfAbsent(district, _ -> new HashMap<>());
        parts.computeIfAbsent(part, _ -> new HashSet<>()).add(device.value());
        if (part == Part.SECTIONS || part == Part.FACTS) {
            // another list of packages, or the same one on another system
            parts.computeIfAbsent(Part.VULNERABLE, _ -> new HashSet<>()).add(device.value());
        }
        noted++;
        if (first) {
            notifyAll();
        }
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
        linger();
        // the record first: the other parts are of one that is there
        var ordered = new HashMap<DistrictId, Map<Part, Set<UUID>>>();
        devices.forEach((district, parts) -> ordered.put(district, new EnumMap<>(parts)));
        var work = new Work(districts, ordered, noted);
        devices = new HashMap<>();
        districts = new HashSet<>();
        return Optional.of(work);
    }

    /** A device that says much says it piece by piece: while nobody asks, once is enough. */
    private void linger() throws InterruptedException {
        long until = System.nanoTime() + LINGER.toNanos();
        long left = LINGER.toNanos();
        while (waiting == 0 && districts.isEmpty() && left > 0) {
            wait(Math.max(1, left / 1_000_000));
            left = until - System.nanoTime();
        }
    }

    synchronized void done(Work work) {
        read = work.upTo();
        notifyAll();
    }

    /** Until all that was noted has been read. @return whether it has */
    synchronized boolean awaitRead(Duration patience) {
        waiting++;
        notifyAll();
        try {
            return awaitUntil(noted, patience);
        } finally {
            waiting--;
        }
    }

    private boolean awaitUntil(long wanted, Duration patience) {
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
