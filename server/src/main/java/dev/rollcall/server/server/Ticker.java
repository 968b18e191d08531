package dev.rollcall.server.server;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A named task that looks at what is and does the next small step, again and again, on a thread of
 * its own.
 */
final class Ticker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

    private final ScheduledExecutorService thread;

    private Ticker(ScheduledExecutorService thread) {
        this.thread = thread;
    }

    static Ticker start(String name, Duration every, Runnable step) {
        var thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name(name).factory());
        thread.scheduleWithFixedDelay(
                () -> run(name, step), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        return new Ticker(thread);
    }

    private static void run(String name, Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            // a boundary, also for an error, which would end the task unseen: the next step may
            // work
            LOG.error("step failed task={}", name, e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
            thread.shutdownNow();
        }
    }
}
