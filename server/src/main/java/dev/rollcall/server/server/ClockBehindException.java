package dev.rollcall.server.server;

import java.io.Serial;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The clock is far behind the newest thing that was recorded. */
public final class ClockBehindException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    ClockBehindException(Instant now, Instant newest) {
        super(
                "the clock says %s, but something was recorded at %s: set the clock"
                        .formatted(
                                now.truncatedTo(ChronoUnit.SECONDS),
                                newest.truncatedTo(ChronoUnit.SECONDS)));
    }
}
