package dev.rollcall.server.gateway;

import java.time.Duration;

/** How fast sessions are closed when the server stops. */
final class Drain {

    private Drain() {}

    /** Between two closes: the wished pace, or faster where that would take too long. */
    static Duration pause(int sessions, int closesPerSecond, Duration atMost) {
        var wished = Duration.ofSeconds(1).dividedBy(closesPerSecond);
        var allowed = atMost.dividedBy(sessions);
        return wished.compareTo(allowed) <= 0 ? wished : allowed;
    }
}
