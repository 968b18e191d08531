package dev.rollcall.agent.inventory.windows;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The facts of one run for all the sections that are collected together: whoever asks first starts
 * the script, and the others wait for it. Safe for use by many threads.
 */
final class SharedFacts {

    /** Long enough for all sections of one collection, and too short to reach into the next. */
    static final Duration FRESH = Duration.ofSeconds(10);

    private final Source source;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Held> held = Optional.empty();

    private record Held(WindowsFacts facts, long since) {}

    /** Where they come from. */
    @FunctionalInterface
    interface Source {
        WindowsFacts read() throws IOException, InterruptedException;
    }

    SharedFacts(Source source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    WindowsFacts get() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            var fresh = held.filter(h -> nanoTime.getAsLong() - h.since() < FRESH.toNanos());
            if (fresh.isPresent()) {
                return fresh.get().facts();
            }
            var facts = source.read();
            held = Optional.of(new Held(facts, nanoTime.getAsLong()));
            return facts;
        } finally {
            lock.unlock();
        }
    }
}
