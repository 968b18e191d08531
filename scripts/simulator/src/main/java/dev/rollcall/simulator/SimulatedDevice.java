package dev.rollcall.simulator;

import dev.rollcall.agent.checkin.CheckInLoop;
import dev.rollcall.agent.checkin.Inventories;
import dev.rollcall.agent.checkin.Renewals;
import dev.rollcall.agent.checkin.Rooms;
import dev.rollcall.agent.checkin.Speaker;
import dev.rollcall.agent.checkin.StoredMemory;
import dev.rollcall.agent.checkin.Surroundings;
import dev.rollcall.agent.checkin.Watcher;
import dev.rollcall.agent.connection.ConnectionOptions;
import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.connection.ServerConnection;
import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.connection.SessionTls;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.connection.Transport;
import dev.rollcall.agent.job.ActionResult;
import dev.rollcall.agent.job.ActionRunner;
import dev.rollcall.agent.job.Bearer;
import dev.rollcall.agent.job.JobRunner;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.policy.Setting;
import dev.rollcall.common.protocol.AgentAbout;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One device: its identity, its conversation, its journal. Everything but the action itself is the
 * agent's own code.
 */
final class SimulatedDevice implements AutoCloseable {

    private static final ActionRunner NO_OP =
            (run, action) -> ActionResult.without(Outcome.SUCCEEDED, "simulated");

    private static final String VERSION = "0.1.0";

    private final CheckInLoop loop;
    private final JobRunner runs;

    private SimulatedDevice(CheckInLoop loop, JobRunner runs) {
        this.loop = loop;
        this.runs = runs;
    }

    /** What all devices of the process share. */
    record Shared(
            Transport transport,
            ConnectionOptions options,
            Surroundings life,
            PlausibleInventory inventories,
            String bootId) {}

    /** Opens the device in its folder; it connects when it is started. */
    static SimulatedDevice open(
            int number, Path folder, SimulatedIdentity identity, Shared shared, Watcher watcher) {
        var state = StateFolder.open(folder);
        var memory = new StoredMemory(state, identity.enrollment());
        var floor =
                new TimeFloor(
                        memory.recall().map(r -> r.floor()).orElse(Instant.EPOCH),
                        shared.life().nanoTime());
        var bundle = identity.bundle();
        var roots = bundle.roots().stream().flatMap(pem -> Pem.certificates(pem).stream()).toList();
        var tls =
                SessionTls.of(
                        SslProvider.OPENSSL_REFCNT,
                        identity.key(),
                        identity.chain(),
                        new ServerTrust(() -> roots, floor));
        var gateway = Endpoint.parse(bundle.gateways().getFirst());
        var trusted = bundle.trustedOrderKeys();
        var bearer = new Bearer(identity.district(), identity.enrollment(), trusted);
        var started = new AtomicReference<CheckInLoop>();
        var runs =
                JobRunner.open(
                        folder,
                        () -> bearer,
                        floor,
                        NO_OP,
                        shared.life().work(),
                        () -> Optional.ofNullable(started.get()).ifPresent(CheckInLoop::wake));
        var rooms =
                new Rooms(
                        runs,
                        new SimulatedPolicies(() -> trusted),
                        new Numbered(number, shared.inventories()),
                        new SimulatedTrust(identity.bundleHash()),
                        Renewals.none());
        var speaker = new Speaker(shared.bootId(), about(number));
        var loop =
                new CheckInLoop(
                        speaker,
                        rooms,
                        unasked ->
                                ServerConnection.connect(
                                        shared.transport(),
                                        gateway,
                                        tls,
                                        shared.options(),
                                        unasked),
                        memory,
                        floor,
                        shared.life(),
                        watcher);
        started.set(loop);
        return new SimulatedDevice(loop, runs);
    }

    void start() {
        loop.start();
    }

    void wake() {
        loop.wake();
    }

    /** Ends the session and waits for that. */
    @Override
    public void close() {
        loop.end().join();
        runs.close();
    }

    private static AgentAbout about(int number) {
        return new AgentAbout(
                VERSION,
                PlausibleInventory.hostname(number),
                "linux",
                KeyProtection.FILE,
                Action.NAMES,
                Setting.NAMES);
    }

    private record Numbered(int number, PlausibleInventory inventories) implements Inventories {

        @Override
        public InventorySnapshot snapshot() {
            return inventories.of(number);
        }
    }
}
