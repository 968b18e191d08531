package dev.rollcall.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.JobId;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobTimesTest {

    private static final Instant ASKED = Instant.parse("2026-11-23T08:00:00Z");

    private final JobTimes times = new JobTimes();
    private final JobId job = new JobId(UUID.randomUUID());

    @Test
    void tellsOnceFromWhenItWasAskedToTheLastOutcome() {
        var orders = Orders.of(job, ASKED, 3);
        for (var order : orders) {
            // each is done before the next is ordered: no reason to tell of a part
            times.ordered(order);
            assertThat(times.ended(ASKED.plusSeconds(2))).isEmpty();
            times.settled(order.run(), ASKED.plusMillis(2500));
        }

        assertThat(times.ended(ASKED.plusSeconds(3)))
                .containsExactly("job " + job + ": 3 runs and every outcome recorded in 2.50 s");
        assertThat(times.ended(ASKED.plusSeconds(60))).isEmpty();
        assertThat(times.rest()).isEmpty();
    }

    @Test
    void tellsOfTwoJobsApart() {
        var other = new JobId(UUID.randomUUID());
        var first = Orders.of(job, ASKED, 1).getFirst();
        var second = Orders.of(other, ASKED.plusSeconds(1), 1).getFirst();
        times.ordered(first);
        times.ordered(second);

        times.settled(second.run(), ASKED.plusSeconds(2));
        assertThat(times.ended(ASKED.plusSeconds(2)))
                .containsExactly("job " + other + ": 1 runs and every outcome recorded in 1.00 s");

        times.settled(first.run(), ASKED.plusSeconds(5));
        assertThat(times.ended(ASKED.plusSeconds(5)))
                .containsExactly("job " + job + ": 1 runs and every outcome recorded in 5.00 s");
    }

    @Test
    void tellsOfAJobWhoseOtherRunsAreNotOursWhenItIsQuiet() {
        var orders = Orders.of(job, ASKED, 3);
        orders.subList(0, 2).forEach(times::ordered);
        orders.subList(0, 2).forEach(o -> times.settled(o.run(), ASKED.plusSeconds(1)));

        assertThat(times.ended(ASKED.plusSeconds(9))).isEmpty();
        assertThat(times.ended(ASKED.plusSeconds(12)))
                .containsExactly(
                        "job " + job + ": 2 of 3 runs here, 2 outcomes recorded in 1.00 s");
    }

    @Test
    void tellsInTheEndOfWhatDidNotEnd() {
        times.ordered(Orders.of(job, ASKED, 1).getFirst());

        assertThat(times.ended(ASKED.plusSeconds(60))).isEmpty();
        assertThat(times.rest())
                .containsExactly(
                        "job " + job + ": 1 of 1 runs here, 0 outcomes recorded in 0.00 s");
    }
}
