package dev.rollcall.agent.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of the time.
 *
 * @param clock what this device's clock says
 * @param floor the latest time that is certain: what a server last said, or the date of this build
 * @param told whether a server said it
 * @param server what the server says now, where it was asked
 */
record Times(Instant clock, Instant floor, boolean told, Optional<Instant> server) {

    private static final Duration TOLERATED = Duration.ofMinutes(2);

    Times with(Instant serverTime) {
        return new Times(clock, floor, told, Optional.of(serverTime));
    }

    /** The best guess at the time. */
    Instant now() {
        return server.orElse(clock.isAfter(floor) ? clock : floor);
    }

    /** Whether a time has certainly passed, whatever this device's clock says. */
    boolean certainlyAfter(Instant time) {
        return server.orElse(floor).isAfter(time);
    }

    /** A wrong clock is a warning: certificates and orders are judged by the server's time. */
    Check clockCheck() {
        if (server.isPresent()) {
            return compared(Duration.between(server.get(), clock));
        }
        var behind = Duration.between(clock, floor);
        if (behind.compareTo(TOLERATED) > 0) {
            return Check.warn(
                    "clock",
                    "clock is at least "
                            + Words.span(behind)
                            + " behind: "
                            + (told ? "the server last said " : "this agent was built ")
                            + floor
                            + "; set it, though the agent goes by the server's time");
        }
        return Check.ok(
                "clock",
                "clock is not behind "
                        + (told ? "what the server last said, " : "the date of this agent, ")
                        + floor);
    }

    private static Check compared(Duration ahead) {
        if (ahead.abs().compareTo(TOLERATED) <= 0) {
            return Check.ok("clock", "clock agrees with the server's");
        }
        return Check.warn(
                "clock",
                "clock is "
                        + Words.span(ahead)
                        + (ahead.isNegative() ? " behind" : " ahead of")
                        + " the server's: set it, though the agent goes by the server's time");
    }
}
