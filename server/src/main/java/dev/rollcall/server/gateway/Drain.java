package dev.rollcall.server.gateway;

import java.time.Duration;

/** How fast sessions are closed when the server stops, and over how long they come back. */
final class Drain {

    private static final Duration SHORTEST_RETURN = Duration.ofSeconds(10);
    private static final Duration LONGEST_RETURN = Duration.ofMinutes(1);

    /** Well below what a starting server takes on. */
    private static final int RETURNS_PER_SECOND = 200;

    private Drain() {}

    /** Between two closes: the wished pace, or faster where that would take too long. */
    static Duration pause(int sessions, int closesPerSecond, Duration atMost) {
        var wished = Duration.ofSeconds(1).dividedBy(closesPerSecond);
        var allowed = atMost.dividedBy(sessions);
        return wished.compareTo(allowed) <= 0 ? wished : allowed;
    }

    /** The time over which the sessions are spread when they come back: the longer, the more. */
    static Duration comeBackWithin(int sessions) {
        var wished = SHORTEST_RETURN.plusSeconds(sessions / RETURNS_PER_SECOND);
        return wished.compareTo(LONGEST_RETURN) <= 0 ? wished : LONGEST_RETURN;
    }
}
