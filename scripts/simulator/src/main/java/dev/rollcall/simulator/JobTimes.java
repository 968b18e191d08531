package dev.rollcall.simulator;

import dev.rollcall.common.id.JobId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long each bulk job took: from the time that its signed order bears, which is when it was
 * asked unless it was put off, to the last outcome that the server recorded. A retry is a job of
 * its own here. Safe for use by many threads.
 */
final class JobTimes {

    /** When no outcome came for so long, the rest of a job's runs is not ours. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    /** By signature: all runs of a job bear the same. */
    private final Map<Bytes, Told> jobs = new LinkedHashMap<>();

    private final Map<RunId, Told> byRun = new HashMap<>();

    /** One job as far as it got. */
    private static final class Told {

        private final JobId job;
        private final int generation;
        private final int runs;
        private final Instant asked;
        private Instant last;
        private int ordered;
        private int settled;
        private boolean told;

        Told(JobOrder order) {
            job = order.job();
            generation = order.generation();
            runs = order.runs();
            asked = order.notBefore();
            last = asked;
        }

        boolean complete() {
            return settled == runs;
        }

        boolean quietSince(Instant then) {
            return settled == ordered && last.isBefore(then);
        }

        String tell() {
            told = true;
            return "job %s%s: %s in %.2f s"
                    .formatted(
                            job,
                            generation == 1 ? "" : " (generation " + generation + ")",
                            complete()
                                    ? "%,d runs and every outcome recorded".formatted(runs)
                                    : "%,d of %,d runs here, %,d outcomes recorded"
                                            .formatted(ordered, runs, settled),
                            Duration.between(asked, last).toMillis() / 1000.0);
        }
    }

    /** A run that was not ordered before. */
    synchronized void ordered(RunOrder order) {
        var signature = order.order().signatures().getFirst().value();
        var job =
                jobs.computeIfAbsent(
                        signature,
                        _ ->
                                new Told(
                                        Json.wire()
                                                .readValue(
                                                        order.order().payload().toArray(),
                                                        JobOrder.class)));
        job.ordered++;
        byRun.put(order.run(), job);
    }

    /** The server has recorded the outcome of a run, for the first time. */
    synchronized void settled(RunId run, Instant now) {
        var job = byRun.remove(run);
        if (job != null) {
            job.settled++;
            job.last = now.isAfter(job.last) ? now : job.last;
        }
    }

    /** A line for each job that ended since the last question; never a second one. */
    synchronized List<String> ended(Instant now) {
        return jobs.values().stream()
                .filter(job -> !job.told)
                .filter(job -> job.complete() || job.quietSince(now.minus(QUIET)))
                .map(Told::tell)
                .toList();
    }

    /** A line for each job that no line was about. */
    synchronized List<String> rest() {
        return jobs.values().stream().filter(job -> !job.told).map(Told::tell).toList();
    }
}
