package dev.rollcall.simulator;

import java.time.Duration;
import java.util.Arrays;

/**
 * Durations as they come in, and what share of them was at most how long. Safe for use by many
 * threads.
 */
final class Latencies {

    private long[] nanos = new long[1024];
    private int count;

    synchronized void add(Duration took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = took.toNanos();
    }

    synchronized int count() {
        return count;
    }

    synchronized void clear() {
        count = 0;
    }

    /**
     * The smallest duration that this share of all did not exceed; zero when there are none. @param
     * share 0 to 1
     */
    synchronized Duration percentile(double share) {
        if (count == 0) {
            return Duration.ZERO;
        }
        var sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return Duration.ofNanos(
                sorted[Math.min(count - 1, (int) Math.ceil(share * count) - (share > 0 ? 1 : 0))]);
    }
}
