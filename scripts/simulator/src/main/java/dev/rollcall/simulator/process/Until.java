package dev.rollcall.simulator.process;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for something of another process, which has no way to tell us. */
public final class Until {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private Until() {}

    /**
     * Looks again and again until it holds; after this long it is an {@link IllegalStateException}.
     */
    public static void holds(Duration most, String what, Callable<Boolean> condition) {
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(what, e);
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + most.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
