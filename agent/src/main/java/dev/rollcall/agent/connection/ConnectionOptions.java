package dev.rollcall.agent.connection;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How patient a session is.
 *
 * @param heartbeat after so long without a word from us an empty frame is sent, until the server
 *     asks for another interval
 * @param grace the server has so long to echo it
 * @param connect until the connection stands, through the proxy where there is one
 * @param handshake until TLS is agreed
 * @param reply until a request is answered
 * @param proxy HTTP proxy to CONNECT through
 */
public record ConnectionOptions(
        Duration heartbeat,
        Duration grace,
        Duration connect,
        Duration handshake,
        Duration reply,
        Optional<Endpoint> proxy) {

    public ConnectionOptions {
        Objects.requireNonNull(heartbeat, "heartbeat");
        Objects.requireNonNull(grace, "grace");
        Objects.requireNonNull(connect, "connect");
        Objects.requireNonNull(handshake, "handshake");
        Objects.requireNonNull(reply, "reply");
        Objects.requireNonNull(proxy, "proxy");
    }

    public static ConnectionOptions defaults() {
        return new ConnectionOptions(
                Duration.ofSeconds(240),
                Duration.ofSeconds(30),
                Duration.ofSeconds(15),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Optional.empty());
    }

    public ConnectionOptions through(Optional<Endpoint> other) {
        return new ConnectionOptions(heartbeat, grace, connect, handshake, reply, other);
    }
}
