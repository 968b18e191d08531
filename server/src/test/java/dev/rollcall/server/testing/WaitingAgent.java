package dev.rollcall.server.testing;

import dev.rollcall.agent.checkin.CheckInLoop;
import dev.rollcall.agent.checkin.Memory.Remembered;
import dev.rollcall.agent.checkin.Rooms;
import dev.rollcall.agent.checkin.Situation;
import dev.rollcall.agent.checkin.Situation.State;
import dev.rollcall.agent.checkin.Speaker;
import dev.rollcall.agent.checkin.StoredMemory;
import dev.rollcall.agent.checkin.Surroundings;
import dev.rollcall.agent.checkin.Watcher;
import dev.rollcall.agent.connection.ConnectionOptions;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.connection.Transport;
import dev.rollcall.agent.enrollment.EnrolledConnector;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.enrollment.Reenrollment;
import dev.rollcall.agent.enrollment.Renewal;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.protocol.AgentAbout;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** One life of an enrolled device's agent: its conversation and its identity, and nothing else. */
public final class WaitingAgent implements AutoCloseable {

    private final List<Situation> situations = new CopyOnWriteArrayList<>();
    private final Transport transport = Transport.forOneSession();
    private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
    private final Reenrollment reenrollment;
    private final CheckInLoop loop;

    private WaitingAgent(StateFolder folder, Instant built) {
        var identities = IdentityStore.open(folder);
        var bundle = TrustBundleStore.open(folder).orElseThrow();
        var memory = new StoredMemory(folder, identities.current().orElseThrow().enrollment());
        var floor =
                new TimeFloor(
                        memory.recall().map(Remembered::floor).orElse(built), System::nanoTime);
        var quiet = new QuietRooms();
        reenrollment =
                new Reenrollment(folder, identities, bundle, floor, Optional.empty(), "boot-1");
        loop =
                new CheckInLoop(
                        new Speaker(
                                "boot-2",
                                new AgentAbout(
                                        "0.1.0",
                                        "pc-7",
                                        "linux",
                                        KeyProtection.FILE,
                                        List.of(),
                                        List.of())),
                        new Rooms(
                                quiet,
                                quiet,
                                quiet,
                                bundle,
                                new Renewal(identities, floor),
                                reenrollment),
                        new EnrolledConnector(
                                transport, ConnectionOptions.defaults(), identities, bundle, floor),
                        memory,
                        floor,
                        new Surroundings(work, transport.loops(), System::nanoTime, new Random(7)),
                        new Watcher() {
                            @Override
                            public void stands(Situation situation) {
                                situations.add(situation);
                            }
                        });
        loop.start();
    }

    /**
     * On the state folder of a device that enrolled.
     *
     * @param built when its agent was built, the latest time that is certain before any session
     */
    public static WaitingAgent start(Path state, Instant built) {
        return new WaitingAgent(StateFolder.open(state), built);
    }

    /** How an agent stood, one after the other. */
    public record Stay(List<Situation> situations) {

        public Situation last() {
            return situations.getLast();
        }

        public List<State> states() {
            return situations.stream().map(Situation::state).toList();
        }
    }

    public boolean stands(State state) {
        return !situations.isEmpty() && situations.getLast().state() == state;
    }

    /** All of them so far. */
    public List<Situation> situations() {
        return List.copyOf(situations);
    }

    @Override
    public void close() throws Exception {
        reenrollment.close();
        loop.end().get(60, TimeUnit.SECONDS);
        work.close();
        var _ = transport.loops().shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
