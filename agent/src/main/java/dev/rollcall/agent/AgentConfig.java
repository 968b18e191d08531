package dev.rollcall.agent;

import dev.rollcall.agent.connection.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How an agent is started.
 *
 * @param state the state folder
 * @param root below which policies are enforced; the real root but for a rehearsal
 * @param drift how often the device is compared with its policy
 * @param proxy to connect through, where it is not the one that the device joined through
 */
public record AgentConfig(Path state, Path root, Duration drift, Optional<Endpoint> proxy) {

    public AgentConfig {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(proxy, "proxy");
        if (drift.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("drift: at least a second expected");
        }
    }
}
