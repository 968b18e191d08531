package dev.rollcall.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClockOffsetTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final AtomicLong nanos = new AtomicLong(-5);
    private Instant device = NOON;
    private final ClockOffset offset = new ClockOffset(() -> device, nanos::get);

    @Test
    void nothingIsKnownBeforeAServerSaysTheTime() {
        assertThat(offset.now()).isEmpty();
    }

    @Test
    void aClockIsAheadOrBehind() {
        offset.heard(NOON.minusSeconds(90), Duration.ZERO);
        assertThat(offset.now()).contains(Duration.ofSeconds(90));

        device = NOON.minus(Duration.ofDays(20_000));
        offset.heard(NOON, Duration.ZERO);
        assertThat(offset.now()).contains(Duration.ofDays(-20_000));
    }

    @Test
    void theServerLookedInTheMiddleOfItsAnswer() {
        offset.heard(NOON.minusSeconds(1), Duration.ofSeconds(2));

        assertThat(offset.now()).contains(Duration.ZERO);
    }

    @Test
    void theServersClockGoesOnAndOneThatIsSetShowsAtOnce() {
        offset.heard(NOON, Duration.ZERO);
        pass(Duration.ofHours(1));
        assertThat(offset.now()).contains(Duration.ZERO);

        device = device.plusSeconds(300);
        assertThat(offset.now()).contains(Duration.ofMinutes(5));
    }

    @Test
    void whatTookTooLongOrCannotBeSaysNothing() {
        offset.heard(NOON.minusSeconds(7), Duration.ZERO);
        offset.heard(NOON, Duration.ofSeconds(11));
        offset.heard(NOON, Duration.ofSeconds(-1));
        offset.heard(Instant.MAX, Duration.ofSeconds(1));
        offset.heard(Instant.MIN, Duration.ZERO);

        assertThat(offset.now()).contains(Duration.ofSeconds(7));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        device = device.plus(time);
    }
}
