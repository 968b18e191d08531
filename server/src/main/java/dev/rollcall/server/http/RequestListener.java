package dev.rollcall.server.http;

import java.time.Duration;

/** Hears of every answered request; for metrics. */
@FunctionalInterface
public interface RequestListener {

    /**
     * @param route its path with names in braces, or {@code none}
     */
    void answered(String method, String route, int status, Duration took);
}
