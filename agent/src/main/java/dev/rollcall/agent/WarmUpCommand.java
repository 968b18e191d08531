package dev.rollcall.agent;

import dev.rollcall.agent.Agent.World;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.OwnProcess;
import dev.rollcall.agent.warmup.Rehearsal;
import dev.rollcall.common.id.IdSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Goes through the agent's work once with a server that is only played, so that an AOT cache can be
 * recorded: the same composition as {@code run}, in a folder of its own. Whether an agent runs on
 * this device, and whether the device has joined, makes no difference to it.
 */
@Command(description = "Rehearses what the agent does, for its start-up cache.", hidden = true)
final class WarmUpCommand implements Callable<Integer> {

    /** For a machine that is busy installing; without a whole rehearsal there is no cache. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final World world;

    WarmUpCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws CommandException, InterruptedException, IOException {
        var built = Build.current().built();
        var clock = world.clock().instant();
        var now = clock.isAfter(built) ? clock : built;
        try (var rehearsal = Rehearsal.begin(new IdSource(world.clock(), world.random()), now)) {
            return rehearse(rehearsal);
        }
    }

    private int rehearse(Rehearsal rehearsal) throws CommandException, InterruptedException {
        var config =
                new AgentConfig(rehearsal.state(), rehearsal.root(), Place.DRIFT, Optional.empty());
        long began = world.nanoTime().getAsLong();
        try (var _ = Agent.start(config, world)) {
            var missed = rehearsal.missed(LIMIT);
            var took = Duration.ofNanos(world.nanoTime().getAsLong() - began);
            if (!missed.isEmpty()) {
                System.err.println("rehearsal not finished after " + took + ": missed " + missed);
                return ExitStatus.ERROR.code();
            }
            // what the watchdog does when all is quiet
            new OwnProcess(DeviceFiles.below(Path.of("/"))).giveBackFiles();
            System.out.println("rehearsed in " + took);
            return ExitStatus.DONE.code();
        }
    }
}
