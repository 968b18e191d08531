package dev.rollcall.server.storage;

import java.time.Duration;

/** Hears of every commit of the writer, on its thread: returns at once and throws nothing. */
@FunctionalInterface
public interface CommitListener {

    /**
     * @param commands that were committed together
     * @param took from the first of them begun until all of them are durable
     */
    void committed(int commands, Duration took);
}
