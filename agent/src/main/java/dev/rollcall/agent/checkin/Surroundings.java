package dev.rollcall.agent.checkin;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a loop lives on; many loops may share one.
 *
 * @param work runs steps that may block, each on a thread of its own, such as a virtual one
 * @param timer only hands over to work, such as a group of event loops
 * @param nanoTime monotonic
 * @param random for jitter; safe for use by many threads if shared
 */
public record Surroundings(
        Executor work,
        ScheduledExecutorService timer,
        LongSupplier nanoTime,
        RandomGenerator random) {

    public Surroundings {
        Objects.requireNonNull(work, "work");
        Objects.requireNonNull(timer, "timer");
        Objects.requireNonNull(nanoTime, "nanoTime");
        Objects.requireNonNull(random, "random");
    }
}
