package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One collector and its attempts, one at a time: while an attempt hangs where an interrupt does not
 * reach it, no further one is started. Used by one thread at a time.
 */
final class SectionTask {

    private final Collector collector;
    private Optional<Attempt> attempt = Optional.empty();

    private record Attempt(Thread thread, FutureTask<Collected> future) {

        /** Also after it was given up; with its result there, its thread may end when it likes. */
        boolean isUnderWay() {
            return thread.isAlive() && (!future.isDone() || future.isCancelled());
        }
    }

    SectionTask(Collector collector) {
        this.collector = collector;
    }

    SectionKind kind() {
        return collector.kind();
    }

    void start() {
        if (attempt.filter(Attempt::isUnderWay).isEmpty()) {
            var future = new FutureTask<>(collector::collect);
            var thread = Thread.ofVirtual().name("collect-" + kind().name()).start(future);
            attempt = Optional.of(new Attempt(thread, future));
        }
    }

    /** The result of the attempt, waiting for it at most this long. */
    SectionResult await(Duration limit, long nanoTime) throws InterruptedException {
        var future = attempt.orElseThrow().future();
        if (future.isCancelled()) {
            return timedOut("still hangs since an earlier collection", nanoTime);
        }
        try {
            var collected = future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return SectionResult.of(kind(), collected, nanoTime);
        } catch (TimeoutException e) {
            future.cancel(true);
            return timedOut("took too long and was stopped", nanoTime);
        } catch (ExecutionException e) {
            return SectionResult.without(kind(), SectionState.FAILED, oneLine(e), nanoTime);
        } catch (IllegalArgumentException e) {
            // facts that do not fit the canonical form fail like facts that could not be read
            return SectionResult.without(kind(), SectionState.FAILED, oneLine(e), nanoTime);
        }
    }

    /** Stops an attempt that is still under way. */
    void abandon() {
        attempt.ifPresent(a -> a.future().cancel(true));
    }

    private SectionResult timedOut(String detail, long nanoTime) {
        return SectionResult.without(kind(), SectionState.TIMED_OUT, detail, nanoTime);
    }

    /** For a technician; what nobody foresaw is named by its class, for whoever mends it. */
    private static String oneLine(Exception failure) {
        var cause = cause(failure);
        var name = cause.getClass().getSimpleName();
        var message = Optional.ofNullable(cause.getMessage()).flatMap(Clean::text);
        return switch (cause) {
            case NoSuchFileException e -> "there is no " + message.orElse("such file");
            case AccessDeniedException e -> message.orElse("a file") + " may not be read";
            case IOException e -> message.orElse(name);
            default -> name + message.map(m -> ": " + m).orElse("");
        };
    }

    private static Throwable cause(Throwable failure) {
        return failure.getCause() != null
                        && (failure instanceof ExecutionException
                                || failure instanceof UncheckedIOException)
                ? cause(failure.getCause())
                : failure;
    }
}
