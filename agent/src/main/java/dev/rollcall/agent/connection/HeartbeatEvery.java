package dev.rollcall.agent.connection;

import java.time.Duration;

/** Heartbeats are to come in this interval, within bounds against a server's slip. */
record HeartbeatEvery(Duration interval) {

    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    HeartbeatEvery {
        if (interval.compareTo(SHORTEST) < 0) {
            interval = SHORTEST;
        }
        if (interval.compareTo(LONGEST) > 0) {
            interval = LONGEST;
        }
    }
}
