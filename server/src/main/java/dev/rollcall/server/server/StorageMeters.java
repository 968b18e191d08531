package dev.rollcall.server.server;

import dev.rollcall.server.storage.CommitListener;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What is measured of commits. */
final class StorageMeters implements CommitListener {

    private final Timer commits;
    private final DistributionSummary batches;

    StorageMeters(MeterRegistry registry) {
        commits =
                Timer.builder("rollcall.storage.commits")
                        .description("commits of the writer, until they are durable")
                        .register(registry);
        batches =
                DistributionSummary.builder("rollcall.storage.batch")
                        .description("commands in a commit")
                        .register(registry);
    }

    @Override
    public void committed(int commands, Duration took) {
        commits.record(took);
        batches.record(commands);
    }
}
