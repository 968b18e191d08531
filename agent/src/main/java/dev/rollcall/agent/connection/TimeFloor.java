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
    private Instant heard;
    private Instant floor;
    private long raisedAt;

    /**
     * @param start the last floor kept, or the date of this build
     */
    public TimeFloor(Instant start, LongSupplier nanoTime) {
        this.heard = start;
        this.floor = start;
        this.nanoTime = nanoTime;
        this.raisedAt = nanoTime.getAsLong();
    }

    /**
     * A server whose session is authenticated says what time it is.
     *
     * @param until the end of the certificate that authenticated it: it is not believed to be later
     */
    public synchronized void raise(Instant serverTime, Instant until) {
        var told = serverTime.isAfter(until) ? until : serverTime;
        if (told.isAfter(heard)) {
            heard = told;
        }
        if (told.isAfter(instant())) {
            floor = told;
            raisedAt = nanoTime.getAsLong();
        }
    }

    /**
     * The latest that a server said, by which certificates are judged: no certificate that it
     * showed while saying so ends before.
     */
    public synchronized Instant heard() {
        return heard;
    }

    @Override
    public synchronized Instant instant() {
        return floor.plusNanos(Math.max(0, nanoTime.getAsLong() - raisedAt));
    }
}
