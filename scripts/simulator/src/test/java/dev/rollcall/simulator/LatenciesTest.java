package dev.rollcall.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    private final Latencies latencies = new Latencies();

    @Test
    void isZeroWithoutAny() {
        assertThat(latencies.percentile(0.99)).isZero();
    }

    @Test
    void givesTheSmallestDurationThatTheShareDidNotExceed() {
        IntStream.rangeClosed(1, 100).map(i -> 101 - i).forEach(this::add);

        assertThat(latencies.percentile(0)).isEqualTo(Duration.ofMillis(1));
        assertThat(latencies.percentile(0.50)).isEqualTo(Duration.ofMillis(50));
        assertThat(latencies.percentile(0.501)).isEqualTo(Duration.ofMillis(51));
        assertThat(latencies.percentile(0.99)).isEqualTo(Duration.ofMillis(99));
        assertThat(latencies.percentile(1)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void isTheOnlyOneAtEveryShare() {
        add(7);

        assertThat(latencies.percentile(0)).isEqualTo(Duration.ofMillis(7));
        assertThat(latencies.percentile(1)).isEqualTo(Duration.ofMillis(7));
    }

    @Test
    void growsAndBeginsAgain() {
        IntStream.rangeClosed(1, 5000).forEach(this::add);

        assertThat(latencies.count()).isEqualTo(5000);
        assertThat(latencies.percentile(1)).isEqualTo(Duration.ofMillis(5000));

        latencies.clear();
        add(3);

        assertThat(latencies.percentile(1)).isEqualTo(Duration.ofMillis(3));
    }

    private void add(int millis) {
        latencies.add(Duration.ofMillis(millis));
    }
}
