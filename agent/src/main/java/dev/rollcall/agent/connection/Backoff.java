package dev.rollcall.agent.connection;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: anywhere between nothing and a limit that doubles, so that
 * a school that lost its server comes back spread out. Not safe for use by many threads.
 */
public final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final double SPREAD = 0.2;

    private final RandomGenerator random;
    private int failures;

    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The wait after one more failure. */
    public Duration next() {
        var limit = limit(failures);
        failures++;
        return Duration.ofMillis(random.nextLong(limit.toMillis() + 1));
    }

    /** Something worked: the next failure is a first one. */
    public void reset() {
        failures = 0;
    }

    /** At least what the server asked for, and up to a fifth more. */
    public Duration atLeast(Duration asked) {
        return asked.plusMillis(random.nextLong((long) (asked.toMillis() * SPREAD) + 1));
    }

    /** A fifth more or less. */
    public Duration around(Duration middle) {
        double factor = 1 - SPREAD + 2 * SPREAD * random.nextDouble();
        return Duration.ofMillis((long) (middle.toMillis() * factor));
    }

    static Duration limit(int failures) {
        var doubled = FIRST.multipliedBy(1L << Math.min(failures, 20));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
}
