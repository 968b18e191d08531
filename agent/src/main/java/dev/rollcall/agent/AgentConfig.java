package dev.rollcall.agent;

import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.enrollment.Enroller;
import dev.rollcall.agent.keys.DeviceKeys;
import dev.rollcall.agent.keys.KeyChoice;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.agent.tpm.MachineTpm;
import dev.rollcall.agent.weight.Ceilings;
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
 * @param keys where keys are made, where it is not as the device was enrolled
 * @param ceilings what it may use before it restrains itself
 */
public record AgentConfig(
        Path state,
        Path root,
        Duration drift,
        Optional<Endpoint> proxy,
        Optional<KeyChoice> keys,
        Ceilings ceilings) {

    /** Of an agent that keeps its keys as it was enrolled. */
    public AgentConfig(Path state, Path root, Duration drift, Optional<Endpoint> proxy) {
        this(state, root, drift, proxy, Optional.empty());
    }

    /** Of an agent with the usual ceilings. */
    public AgentConfig(
            Path state,
            Path root,
            Duration drift,
            Optional<Endpoint> proxy,
            Optional<KeyChoice> keys) {
        this(state, root, drift, proxy, keys, Ceilings.DEFAULT);
    }

    /** The keys of its state folder. */
    DeviceKeys keysOf(StateFolder folder) {
        var choice = keys.or(() -> Enroller.keyChoiceOf(folder)).orElse(KeyChoice.AUTO);
        return DeviceKeys.of(folder, choice, MachineTpm.ofThisMachine());
    }

    public AgentConfig {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(proxy, "proxy");
        Objects.requireNonNull(keys, "keys");
        Objects.requireNonNull(ceilings, "ceilings");
        if (drift.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("drift: at least a second expected");
        }
    }
}
