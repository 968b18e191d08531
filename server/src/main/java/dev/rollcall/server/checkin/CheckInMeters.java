package dev.rollcall.server.checkin;

import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What check-ins are counted by. Safe for use by many threads. */
public final class CheckInMeters {

    private final MeterRegistry registry;
    private final Timer answered;
    private final Counter forks;
    private final Counter turnedAway;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);

    public CheckInMeters(MeterRegistry registry) {
        this.registry = registry;
        answered =
                Timer.builder("rollcall.checkins")
                        .description("check-ins, from their receipt until the answer is durable")
                        .register(registry);
        forks = registry.counter("rollcall.checkins.forks");
        turnedAway = registry.counter("rollcall.inventory.turned.away");
        for (var outcome : Outcome.values()) {
            outcomes.put(
                    outcome,
                    registry.counter(
                            "rollcall.runs.outcomes",
                            "outcome",
                            outcome.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        }
    }

    Timer.Sample begin() {
        return Timer.start(registry);
    }

    /** Durably. */
    void answered(Timer.Sample begun, Collection<RunOutcome> recorded) {
        begun.stop(answered);
        recorded.forEach(outcome -> {
            var counter = outcomes.get(outcome.outcome());
            if (counter != null) {
                counter.increment();
            }
        });
    }

    void forkSuspected() {
        forks.increment();
    }

    void turnedAway() {
        turnedAway.increment();
    }
}
