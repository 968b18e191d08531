package dev.rollcall.agent;

import dev.rollcall.agent.Agent.World;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
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
    public Integer call() throws CommandException, InterruptedException {
        var agent = Agent.start(config(), world);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    agent.close();
                                    // asked to end and ended well: 0, and not 128 + SIGTERM
                                    Runtime.getRuntime().halt(ExitStatus.DONE.code());
                                },
                                "stop"));
        new CountDownLatch(1).await();
        return ExitStatus.DONE.code();
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
