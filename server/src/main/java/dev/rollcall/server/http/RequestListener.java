package dev.rollcall.server.http;

import java.time.Duration;

/** Hears of every request, answered or not; for metrics. */
public interface RequestListener {

    /**
     * @param route its path with names in braces, or {@code none}
     */
    void answered(String method, String route, int status, Duration took);

    /** One came too slowly, and its connection was closed. */
    void tooSlow();

    /** Hears of nothing. */
    static RequestListener none() {
        return new RequestListener() {
            @Override
            public void answered(String method, String route, int status, Duration took) {}

            @Override
            public void tooSlow() {}
        };
    }
}
