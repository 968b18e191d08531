package dev.rollcall.agent.connection;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How far the device's own clock is ahead of the server's. Safe for use by many threads.
 *
 * <p>The server's clock goes on by the monotonic clock from what the server last said, so that a
 * clock that is set meanwhile shows at once.
 */
public final class ClockOffset {

    /** What took longer says too little about when within it the server looked at its clock. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** Later than any clock of ours; instants beyond cannot be counted with. */
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private Optional<Heard> heard = Optional.empty();

    /**
     * @param at on the monotonic clock
     */
    private record Heard(Instant serverTime, long at) {}

    /**
     * @param clock the device's own
     */
    public ClockOffset(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * A server whose session is authenticated said what time it is, about in the middle of what its
     * answer took.
     */
    public synchronized void heard(Instant serverTime, Duration took) {
        boolean counts = !took.isNegative() && took.compareTo(LONGEST) <= 0;
        if (counts && serverTime.isAfter(Instant.EPOCH) && serverTime.isBefore(END)) {
            heard =
                    Optional.of(
                            new Heard(serverTime.plus(took.dividedBy(2)), nanoTime.getAsLong()));
        }
    }

    /** Below zero where it is behind; empty before a server said anything. */
    public synchronized Optional<Duration> now() {
        return heard.map(said -> {
            var passed = Math.max(0, nanoTime.getAsLong() - said.at());
            return Duration.between(said.serverTime().plusNanos(passed), clock.instant());
        });
    }
}
