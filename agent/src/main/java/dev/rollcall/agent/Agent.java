package dev.rollcall.agent;

import dev.rollcall.agent.checkin.CheckInLoop;
import dev.rollcall.agent.checkin.Memory.Remembered;
import dev.rollcall.agent.checkin.Rooms;
import dev.rollcall.agent.checkin.StoredMemory;
import dev.rollcall.agent.checkin.Surroundings;
import dev.rollcall.agent.connection.ClockOffset;
import dev.rollcall.agent.connection.ConnectionOptions;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.connection.Transport;
import dev.rollcall.agent.enrollment.Attestation;
import dev.rollcall.agent.enrollment.EnrolledConnector;
import dev.rollcall.agent.enrollment.Enroller;
import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.enrollment.Reenrollment;
import dev.rollcall.agent.enrollment.Renewal;
import dev.rollcall.agent.enrollment.Sealing;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.inventory.Inventory;
import dev.rollcall.agent.inventory.InventorySources;
import dev.rollcall.agent.job.Actions;
import dev.rollcall.agent.job.Bearer;
import dev.rollcall.agent.job.Clocks;
import dev.rollcall.agent.job.JobRunner;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.Keeping;
import dev.rollcall.agent.platform.OwnProcess;
import dev.rollcall.agent.platform.PackageLocks;
import dev.rollcall.agent.platform.ServiceControl;
import dev.rollcall.agent.policy.AgentPolicies;
import dev.rollcall.agent.state.StateException;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.agent.weight.Watchdog;
import dev.rollcall.agent.weight.WatchdogFile;
import dev.rollcall.common.id.IdSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running agent: all its rooms, wired, from here to its {@link #close}. */
public final class Agent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    private final Closer closer;
    private final CheckInLoop loop;
    private final CompletableFuture<Void> overweight;

    private Agent(Closer closer, CheckInLoop loop, CompletableFuture<Void> overweight) {
        this.closer = closer;
        this.loop = loop;
        this.overweight = overweight;
    }

    /**
     * What the agent takes from the world around it.
     *
     * @param nanoTime monotonic; also while the device sleeps
     */
    public record World(InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {}

    /** Starts, or says why not; what was built until then is taken down again. */
    public static Agent start(AgentConfig config, World world) throws CommandException {
        var closer = new Closer();
        try {
            return start(config, world, closer);
        } catch (Throwable failure) {
            // nothing half-started survives
            closer.close();
            throw failure;
        }
    }

    private static Agent start(AgentConfig config, World world, Closer closer)
            throws CommandException {
        var build = Build.current();
        var folder = StateFolder.open(config.state());
        closer.add(folder.lock().orElseThrow(CommandException::busy));
        Sealing.resume(folder);
        var identities = IdentityStore.open(folder, config.keysOf(folder));
        var identity = identities.current().orElseThrow(() -> CommandException.notEnrolled(folder));
        // enrolled after all, by a command that died before it could say so
        Sealing.lift(folder);
        warnWhereNotKept(folder);
        var bundle = TrustBundleStore.open(folder).orElseThrow(CommandException::notEnrolled);
        var memory = new StoredMemory(folder, identity.enrollment());
        var floor = new TimeFloor(floor(memory, build), world.nanoTime());
        var transport = closer.add(new OwnTransport()).transport();
        var work = closer.add(Executors.newVirtualThreadPerTaskExecutor());

        var started = new CompletableFuture<CheckInLoop>();
        var policies = closer.add(policies(config, folder, identity, bundle, started));
        var inventory = inventory(folder, world.nanoTime(), policies);
        var clocks = new Clocks(floor, world.nanoTime());
        var runs =
                closer.add(
                        runs(config, folder, identity, bundle, clocks, work, inventory, started));
        var overweight = new CompletableFuture<Void>();
        var watchdog =
                closer.add(
                        Watchdog.start(
                                config.ceilings(),
                                new OwnProcess(DeviceFiles.below(Path.of("/"))),
                                new WatchdogFile(folder),
                                new Watchdog.Reins(
                                        floor,
                                        world.nanoTime(),
                                        () -> !runs.running().isEmpty(),
                                        runs::begun,
                                        () -> overweight.complete(null))));
        var proxy = config.proxy().or(() -> Enroller.proxyOf(folder));
        var speaker =
                Device.speaker(
                        DeviceFiles.below(Path.of("/")),
                        build,
                        new IdSource(world.clock(), world.random()));
        var reenrollment =
                new Reenrollment(folder, identities, bundle, floor, proxy, speaker.bootId());
        var rooms =
                new Rooms(
                        runs,
                        policies,
                        new WeighedInventory(
                                inventory,
                                watchdog,
                                new ClockOffset(world.clock(), world.nanoTime())),
                        bundle,
                        new Renewal(identities, floor),
                        reenrollment);
        var options = ConnectionOptions.defaults().through(proxy);
        var loop =
                new CheckInLoop(
                        speaker,
                        rooms,
                        new EnrolledConnector(transport, options, identities, bundle, floor),
                        memory,
                        floor,
                        new Surroundings(work, transport.loops(), world.nanoTime(), world.random()),
                        new StatusFile(folder, floor));
        closer.add(() -> loop.end().get(5, TimeUnit.SECONDS));
        closer.add(reenrollment);
        closer.add(
                KeyProofs.start(
                        new Attestation(
                                folder,
                                identities::current,
                                bundle::roots,
                                floor,
                                proxy,
                                KeyProofs.inTpm(world.random())),
                        world.random()));
        started.complete(loop);
        loop.start();
        LOG.info(
                "agent started version={} enrollment={} state={}",
                build.version(),
                identity.enrollment(),
                folder.path());
        return new Agent(closer, loop, overweight);
    }

    private static void warnWhereNotKept(StateFolder folder) {
        if (Keeping.of(DeviceFiles.below(Path.of("/")), folder.path())
                instanceof Keeping.Lost(var because)) {
            LOG.warn(
                    "state folder is not kept across restarts state={} because=\"{}\"",
                    folder.path(),
                    because);
        }
    }

    /** The conversation, for whoever has something to tell it. */
    public CheckInLoop conversation() {
        return loop;
    }

    /** Done when the device has joined anew: then this agent is closed and another one started. */
    public CompletableFuture<Void> joinedAnew() {
        return loop.joinedAnew();
    }

    /** Done when it took more than it may for so long that another process should go on. */
    public CompletableFuture<Void> overweight() {
        return overweight;
    }

    /** Ends the session and stops what runs; what was promised is on disk already. */
    @Override
    public void close() {
        closer.close();
        LOG.info("agent stopped");
    }

    /** The latest time that is certain before any session. */
    static Instant floor(StoredMemory memory, Build build) {
        return memory.recall()
                .map(Remembered::floor)
                .filter(kept -> kept.isAfter(build.built()))
                .orElse(build.built());
    }

    private static StandingInventory inventory(
            StateFolder folder, LongSupplier nanoTime, AgentPolicies policies) {
        var memory = Optional.of(folder.path().resolve("pending-updates.json"));
        var sources = InventorySources.ofThisMachine(memory);
        return new StandingInventory(
                Inventory.of(sources, nanoTime, policies::sectionsOff, policies::networks),
                nanoTime);
    }

    private static JobRunner runs(
            AgentConfig config,
            StateFolder folder,
            Identity identity,
            TrustBundleStore bundle,
            Clocks clocks,
            ExecutorService work,
            StandingInventory inventory,
            CompletableFuture<CheckInLoop> started) {
        Runnable collect =
                () -> {
                    inventory.collect();
                    started.thenAccept(CheckInLoop::inventoryAsked);
                };
        return JobRunner.open(
                folder.path(),
                () -> new Bearer(identity.district(), identity.enrollment(), bundle.orderKeys()),
                clocks,
                new Actions(
                        folder.path(),
                        ServiceControl.below(config.root()),
                        new PackageLocks(DeviceFiles.below(Path.of("/"))),
                        collect),
                work,
                () -> started.thenAccept(CheckInLoop::wake));
    }

    private static AgentPolicies policies(
            AgentConfig config,
            StateFolder folder,
            Identity identity,
            TrustBundleStore bundle,
            CompletableFuture<CheckInLoop> started) {
        try {
            return AgentPolicies.open(
                    folder.path(),
                    config.root(),
                    identity.district(),
                    bundle::orderKeys,
                    ServiceControl.below(config.root()),
                    config.drift(),
                    () -> started.thenAccept(CheckInLoop::wake));
        } catch (IOException e) {
            throw new StateException("could not open the policy below " + config.root(), e);
        }
    }

    /** Event loops that end with the agent. */
    private record OwnTransport(Transport transport) implements AutoCloseable {

        OwnTransport() {
            this(Transport.forOneSession());
        }

        @Override
        public void close() {
            transport
                    .loops()
                    .shutdownGracefully(0, 2, TimeUnit.SECONDS)
                    .awaitUninterruptibly(3, TimeUnit.SECONDS);
        }
    }
}
