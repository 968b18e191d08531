package dev.rollcall.agent.job;

import java.time.InstantSource;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * What time it is, and how much has passed.
 *
 * @param serverTime authenticated, with its persisted floor
 * @param nanoTime monotonic; also while the device sleeps
 */
public record Clocks(InstantSource serverTime, LongSupplier nanoTime) {

    public Clocks {
        Objects.requireNonNull(serverTime, "serverTime");
        Objects.requireNonNull(nanoTime, "nanoTime");
    }
}
