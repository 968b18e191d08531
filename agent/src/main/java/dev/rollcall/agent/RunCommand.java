package dev.rollcall.agent;

import dev.rollcall.agent.Agent.World;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the agent in the foreground until it is told to stop. */
@Command(
        description = "Runs the agent in the foreground, until SIGTERM or Ctrl-C.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Mixin private Place place = new Place();

    private final World world;

    RunCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws CommandException, InterruptedException {
        var agent = Agent.start(place.config(), world);
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
}
