package dev.rollcall.server.http;

import java.time.Duration;
import java.util.Objects;

/**
 * Where the HTTPS server listens.
 *
 * @param host name or address of an interface, or {@code 0.0.0.0}
 * @param port 0 for any free one
 * @param idle after which a silent connection is closed, and one whose request is not whole by then
 */
public record HttpConfig(String host, int port, Duration idle) {

    public HttpConfig {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(idle, "idle");
    }
}
