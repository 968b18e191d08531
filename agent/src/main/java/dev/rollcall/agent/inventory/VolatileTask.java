package dev.rollcall.agent.inventory;

import dev.rollcall.common.inventory.VolatileFacts;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what changes all the time, on a thread of its own: a mounted file system that does not
 * answer must hold up nobody, and while one reading hangs no further one is begun. Safe for use by
 * many threads.
 */
final class VolatileTask {

    private static final Logger LOG = LoggerFactory.getLogger(VolatileTask.class);

    private final Supplier<VolatileFacts> reader;
    private final Duration limit;
    private Optional<Thread> hanging = Optional.empty();

    VolatileTask(Supplier<VolatileFacts> reader, Duration limit) {
        this.reader = reader;
        this.limit = limit;
    }

    /** Empty where they could not be read in time. */
    synchronized Optional<VolatileFacts> read() {
        if (hanging.filter(Thread::isAlive).isPresent()) {
            return Optional.empty();
        }
        var reading = new FutureTask<>(reader::get);
        var thread = Thread.ofPlatform().daemon().name("collect-volatile").start(reading);
        try {
            return Optional.of(reading.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            LOG.warn("volatile facts not read limit={}", limit);
            reading.cancel(true);
            hanging = Optional.of(thread);
        } catch (ExecutionException e) {
            LOG.warn("volatile facts not read cause={}", String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }
}
