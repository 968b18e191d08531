package dev.rollcall.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimeFloorTest {

    private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");

    private static final Instant END = Instant.parse("2027-09-01T00:00:00Z");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final TimeFloor floor = new TimeFloor(BUILT, nanos::get);

    @Test
    void goesOnByTheMonotonicClock() {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));

        assertThat(floor.instant()).isEqualTo(BUILT.plusSeconds(3));
    }

    @Test
    void isRaisedByTheServerAndNeverLowered() {
        floor.raise(Instant.parse("2026-11-23T08:00:00Z"), END);
        floor.raise(Instant.parse("1970-01-01T00:00:00Z"), END);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));

        assertThat(floor.instant()).isEqualTo(Instant.parse("2026-11-23T08:01:00Z"));
        assertThat(floor.heard()).isEqualTo(Instant.parse("2026-11-23T08:00:00Z"));
    }

    @Test
    void aServerIsNotBelievedToBeLaterThanItsCertificate() {
        floor.raise(Instant.parse("2040-01-01T00:00:00Z"), END);
        nanos.addAndGet(TimeUnit.DAYS.toNanos(100));

        assertThat(floor.heard()).isEqualTo(END);
    }
}
