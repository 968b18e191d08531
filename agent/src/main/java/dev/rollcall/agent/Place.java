package dev.rollcall.agent;

import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.keys.KeyChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that says where the agent lives: the one that all commands have. */
final class Place {

    static final Duration DRIFT = Duration.ofMinutes(5);

    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = "${env:ROLLCALL_STATE:-/var/lib/rollcall-agent}",
            description = "state folder (default: ${DEFAULT-VALUE})")
    private Path state = Path.of("/var/lib/rollcall-agent");

    Path state() {
        return state;
    }

    /** Of a command that asks for nothing else. */
    AgentConfig config() {
        return config(Optional.empty(), Optional.empty());
    }

    AgentConfig config(Optional<Endpoint> proxy, Optional<KeyChoice> keys) {
        return new AgentConfig(state, Path.of("/"), DRIFT, proxy, keys);
    }
}
