package dev.rollcall.server.access;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes whoever fails again and again wait, twice as long each time. Kept in memory, for the most
 * recent names only. Safe for use by many threads.
 */
final class Backoff {

    private static final int MOST_NAMES = 20_000;
    private static final Duration FIRST = Duration.ofSeconds(1);

    private final int free;
    private final Duration longest;
    private final Map<String, Failures> recent =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
                    return size() > MOST_NAMES;
                }
            };

    /**
     * @param free failures that cost nothing
     * @param longest wait
     */
    Backoff(int free, Duration longest) {
        this.free = free;
        this.longest = longest;
    }

    /** How long a name must still wait; empty when it may try. */
    synchronized Optional<Duration> waitOf(String name, Instant now) {
        return Optional.ofNullable(recent.get(name))
                .map(failures -> Duration.between(now, failures.until()))
                .filter(left -> left.isPositive());
    }

    synchronized void failed(String name, Instant now) {
        var before = recent.get(name);
        int count = before == null || before.forgottenAt(now) ? 1 : before.count() + 1;
        recent.put(name, new Failures(count, now, now.plus(wait(count)), longest));
    }

    synchronized void succeeded(String name) {
        recent.remove(name);
    }

    private Duration wait(int count) {
        if (count <= free) {
            return Duration.ZERO;
        }
        var doubled = FIRST.multipliedBy(1L << Math.min(count - free - 1, 20));
        return doubled.compareTo(longest) > 0 ? longest : doubled;
    }

    private record Failures(int count, Instant last, Instant until, Duration longest) {

        /** After a quiet time of twice the longest wait it begins anew. */
        boolean forgottenAt(Instant now) {
            return now.isAfter(last.plus(longest.multipliedBy(2)));
        }
    }
}
