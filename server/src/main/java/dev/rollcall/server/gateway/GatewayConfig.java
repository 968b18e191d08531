package dev.rollcall.server.gateway;

import java.time.Duration;
import java.util.Objects;

/**
 * Where and how the gateway listens.
 *
 * @param host address to bind, such as 0.0.0.0
 * @param port 0 picks a free one
 * @param eventLoops threads that move bytes; 0 means one per processor
 * @param maxConnections past which a new connection is closed at once
 * @param acceptsPerSecond new connections taken on; the rest wait in the kernel
 * @param handshakeTimeout for the TLS handshake
 * @param firstMessageTimeout from the accepted connection to its first whole message
 * @param frameTimeout from a frame's first byte to its last, in, and for what waits to be taken,
 *     out
 * @param heartbeat that agents keep; three missed ones end a session
 * @param closesPerSecond at which sessions are told to come back when the server stops
 * @param drainAtMost the longest that stopping may take for it
 */
public record GatewayConfig(
        String host,
        int port,
        int eventLoops,
        int maxConnections,
        int acceptsPerSecond,
        Duration handshakeTimeout,
        Duration firstMessageTimeout,
        Duration frameTimeout,
        Duration heartbeat,
        int closesPerSecond,
        Duration drainAtMost) {

    public GatewayConfig {
        Objects.requireNonNull(host, "host");
        if (port < 0 || port > 65535 || eventLoops < 0) {
            throw new IllegalArgumentException("port or number of event loops is out of range");
        }
        if (maxConnections < 1 || acceptsPerSecond < 1 || closesPerSecond < 1) {
            throw new IllegalArgumentException("limits are at least 1");
        }
    }

    /** The defaults, listening on every address. */
    public static GatewayConfig on(int port) {
        return new GatewayConfig(
                "0.0.0.0",
                port,
                0,
                60_000,
                2_000,
                Duration.ofSeconds(15),
                Duration.ofSeconds(45),
                Duration.ofSeconds(60),
                Duration.ofSeconds(240),
                1_000,
                Duration.ofSeconds(10));
    }

    Duration idleTimeout() {
        return heartbeat.multipliedBy(3);
    }
}
