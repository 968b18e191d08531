package dev.rollcall.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(new Random(1));

    @Test
    void theLimitDoublesUpToFiveMinutes() {
        assertThat(Backoff.limit(0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(Backoff.limit(3)).isEqualTo(Duration.ofSeconds(16));
        assertThat(Backoff.limit(8)).isEqualTo(Duration.ofMinutes(5));
        assertThat(Backoff.limit(1_000_000)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void theWaitIsAnywhereBelowTheLimit() {
        for (int failures = 0; failures < 200; failures++) {
            assertThat(backoff.next()).isBetween(Duration.ZERO, Backoff.limit(failures));
        }
    }

    @Test
    void whatWorksStartsItAnew() {
        for (int i = 0; i < 20; i++) {
            backoff.next();
        }
        backoff.reset();

        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theServersTimeIsObeyedAndSpread() {
        for (int i = 0; i < 200; i++) {
            assertThat(backoff.atLeast(Duration.ofMinutes(10)))
                    .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(12));
            assertThat(backoff.around(Duration.ofMinutes(10)))
                    .isBetween(Duration.ofMinutes(8), Duration.ofMinutes(12));
        }
    }
}
