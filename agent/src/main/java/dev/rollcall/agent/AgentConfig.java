package dev.rollcall.agent;

import dev.rollcall.agent.connection.Endpoint;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How an agent is started.
 *
 * @param state the state folder
 * @param root below which policies are enforced; the real root but for a rehearsal
 * @param proxy to connect through, where it is not the one that the device joined through
 */
public record AgentConfig(Path state, Path root, Optional<Endpoint> proxy) {

    public AgentConfig {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(proxy, "proxy");
    }
}
