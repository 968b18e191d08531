package dev.rollcall.agent;

import dev.rollcall.agent.Agent.World;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the agent in the foreground until it is told to stop. */
@Command(
        description = "Runs the agent in the foreground, until SIGTERM or Ctrl-C.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Mixin private Place place = new Place();

    @Option(
            names = "--drift-every",
            paramLabel = "DURATION",
            defaultValue = "PT5M",
            description = "how often the device is compared with its policy (default: PT5M)")
    private Duration drift = Place.DRIFT;

    @Spec private @Nullable CommandSpec spec;

    private final World world;

    RunCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws CommandException {
        var config = config();
        var first = Agent.start(config, world);
        var running = new AtomicReference<AutoCloseable>(first);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running), "stop"));
        for (var agent = first; ; agent = Agent.start(config, world)) {
            running.set(agent);
            // a device that was copied goes on as another one
            agent.joinedAnew().join();
            agent.close();
        }
    }

    private static void stop(AtomicReference<AutoCloseable> running) {
        try {
            Objects.requireNonNull(running.get()).close();
        } catch (Exception e) {
            // a boundary: nothing must keep the process from ending
            LOG.warn("could not stop in good order", e);
        }
        // asked to end and ended well: 0, and not 128 + SIGTERM
        Runtime.getRuntime().halt(ExitStatus.DONE.code());
    }

    private AgentConfig config() {
        var asked = place.config();
        try {
            return new AgentConfig(asked.state(), asked.root(), drift, asked.proxy());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--drift-every: " + e.getMessage());
        }
    }
}
