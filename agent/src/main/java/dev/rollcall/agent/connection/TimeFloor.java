package dev.rollcall.agent.connection;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The latest time that is certain: what an authenticated server last said, plus what has passed
 * since by the monotonic clock. It never goes back, and the device's clock has no say in it. Safe
 * for use by many threads.
 */
public final class TimeFloor implements InstantSource {

    private final LongSupplier nanoTime;
    private Instant floor;
    private long raisedAt;

    /**
     * @param start the last floor kept, or the date of this build
     */
    public TimeFloor(Instant start, LongSupplier nanoTime) {
        this.floor = start;
        this.nanoTime = nanoTime;
        this.raisedAt = nanoTime.getAsLong();
    }

    /** A server whose session is authenticated says what time it is. */
    public synchronized void raise(Instant serverTime) {
        if (serverTime.isAfter(instant())) {
            floor = serverTime;
            raisedAt = nanoTime.getAsLong();
        }
    }

    @Override
    public synchronized Instant instant() {
        return floor.plusNanos(Math.max(0, nanoTime.getAsLong() - raisedAt));
    }
}
