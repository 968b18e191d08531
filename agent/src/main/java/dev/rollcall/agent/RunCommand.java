package dev.rollcall.agent;

import dev.rollcall.agent.Agent.World;
import dev.rollcall.agent.connection.Backoff;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.enrollment.Enroller;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.keys.DeviceKeys;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.agent.weight.Ceilings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
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
    private static final Duration TO_END = Duration.ofSeconds(20);

    @Mixin private Place place = new Place();
    @Mixin private ProxyOption proxy = new ProxyOption();
    @Mixin private KeyStoreOption keyStore = new KeyStoreOption();

    @Option(
            names = "--root",
            paramLabel = "DIR",
            defaultValue = "/",
            description = "enforce policies below this folder, for a rehearsal")
    private Path root = Path.of("/");

    @Option(
            names = "--drift-every",
            paramLabel = "DURATION",
            defaultValue = "PT5M",
            description = "how often the device is compared with its policy (default: PT5M)")
    private Duration drift = Place.DRIFT;

    @Option(
            names = "--cpu-ceiling",
            paramLabel = "PERCENT",
            defaultValue = "${env:ROLLCALL_CPU_CEILING:-20}",
            description = {
                "of one processor over a minute, above which the agent restrains itself",
                "(default: 20)"
            })
    private int processorPercent = 20;

    @Option(
            names = "--memory-ceiling",
            paramLabel = "MB",
            defaultValue = "${env:ROLLCALL_MEMORY_CEILING:-200}",
            description = "resident, above which the agent restrains itself (default: 200)")
    private int megabytes = 200;

    @Spec private @Nullable CommandSpec spec;

    private final World world;

    RunCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws CommandException, InterruptedException {
        var config = config();
        var running = new AtomicReference<@Nullable AutoCloseable>();
        var status = new AtomicInteger(ExitStatus.DONE.code());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running, status), "stop"));
        awaitApproval(config);
        while (true) {
            var agent = Agent.start(config, world);
            running.set(agent);
            // a device that was copied goes on as another one
            CompletableFuture.anyOf(agent.joinedAnew(), agent.overweight()).join();
            if (agent.overweight().isDone()) {
                status.set(ExitStatus.OVERWEIGHT.code());
                haltLater(ExitStatus.OVERWEIGHT);
                return ExitStatus.OVERWEIGHT.code();
            }
            agent.close();
        }
    }

    /** Where too much is going on for a good end, there is another one. */
    private static void haltLater(ExitStatus status) {
        Thread.ofPlatform()
                .daemon()
                .name("halt")
                .start(() -> {
                    LockSupport.parkNanos(TO_END.toNanos());
                    Runtime.getRuntime().halt(status.code());
                });
    }

    private static void stop(
            AtomicReference<@Nullable AutoCloseable> running, AtomicInteger status) {
        try {
            var agent = running.get();
            if (agent != null) {
                agent.close();
            }
        } catch (Exception e) {
            // a boundary: nothing must keep the process from ending
            LOG.warn("could not stop in good order", e);
        }
        DeviceKeys.release();
        // asked to end and ended well: 0, and not 128 + SIGTERM
        Runtime.getRuntime().halt(status.get());
    }

    /** A device that asked to join goes on asking; one that joined needs a trust bundle. */
    private void awaitApproval(AgentConfig config) throws CommandException, InterruptedException {
        var folder = StateFolder.open(config.state());
        var identities = IdentityStore.open(folder, config.keysOf(folder));
        boolean waits = identities.current().isEmpty() && Enroller.waitingAs(folder).isPresent();
        boolean unfinished =
                identities.current().isPresent() && TrustBundleStore.open(folder).isEmpty();
        if ((!waits && !unfinished) || Enroller.serverOf(folder).isEmpty()) {
            return;
        }
        try (var _ = folder.lock().orElseThrow(CommandException::busy)) {
            var enroller =
                    new Enroller(
                            folder,
                            identities,
                            new TimeFloor(Build.current().built(), world.nanoTime()),
                            config.proxy().or(() -> Enroller.proxyOf(folder)),
                            Device.serial(DeviceFiles.below(Path.of("/"))),
                            KeyProofs.inTpm(world.random()),
                            config.keys());
            var patience = new Patience(enroller, new Backoff(world.random()), Thread::sleep);
            if (waits) {
                LOG.info("{}", Patience.sentence(Enroller.waitingAs(folder)));
                patience.untilJoined(Duration.ZERO);
            } else {
                patience.untilFinished();
            }
        }
    }

    private AgentConfig config() {
        if (drift.compareTo(Duration.ofSeconds(1)) < 0) {
            throw wrong("--drift-every: at least a second expected");
        }
        try {
            return new AgentConfig(
                    place.state(),
                    root,
                    drift,
                    proxy.proxy(),
                    keyStore.keys(),
                    Ceilings.ofMegabytes(processorPercent, megabytes));
        } catch (IllegalArgumentException e) {
            throw wrong("--cpu-ceiling, --memory-ceiling: " + e.getMessage());
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), what);
    }
}
