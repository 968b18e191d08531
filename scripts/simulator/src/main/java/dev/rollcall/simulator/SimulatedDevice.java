package dev.rollcall.simulator;

import dev.rollcall.agent.checkin.CheckInLoop;
import dev.rollcall.agent.checkin.Inventories;
import dev.rollcall.agent.checkin.Memory.Remembered;
import dev.rollcall.agent.checkin.Reenrollments;
import dev.rollcall.agent.checkin.Renewals;
import dev.rollcall.agent.checkin.Rooms;
import dev.rollcall.agent.checkin.Runs;
import dev.rollcall.agent.checkin.Speaker;
import dev.rollcall.agent.checkin.StoredMemory;
import dev.rollcall.agent.checkin.Surroundings;
import dev.rollcall.agent.checkin.Watcher;
import dev.rollcall.agent.connection.ConnectionOptions;
import dev.rollcall.agent.connection.ServerConnection;
import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.connection.SessionTls;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.connection.Transport;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.job.ActionResult;
import dev.rollcall.agent.job.ActionRunner;
import dev.rollcall.agent.job.Bearer;
import dev.rollcall.agent.job.Clocks;
import dev.rollcall.agent.job.JobRunner;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.policy.Setting;
import dev.rollcall.common.protocol.AgentAbout;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

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

    /**
     * Opens an enrolled device; it connects when it is started.
     *
     * @param counted looks over what the conversation does with its runs
     */
    static SimulatedDevice open(
            int number, Path folder, Shared shared, UnaryOperator<Runs> counted, Watcher watcher) {
        var state = StateFolder.open(folder);
        var identity = IdentityStore.open(state).current().orElseThrow();
        var bundle = TrustBundleStore.open(state).orElseThrow();
        var memory = new StoredMemory(state, identity.enrollment());
        var known = memory.recall().map(Remembered::floor).orElse(Instant.EPOCH);
        var floor = new TimeFloor(known, shared.life().nanoTime());
        var trust = new ServerTrust(bundle::roots, floor::heard);
        var tls = SessionTls.of(SslProvider.OPENSSL, identity.key(), identity.chain(), trust);
        var started = new AtomicReference<CheckInLoop>();
        var runs =
                JobRunner.open(
                        folder,
                        () ->
                                new Bearer(
                                        identity.district(),
                                        identity.enrollment(),
                                        bundle.orderKeys()),
                        new Clocks(floor, shared.life().nanoTime()),
                        NO_OP,
                        shared.life().work(),
                        () -> Optional.ofNullable(started.get()).ifPresent(CheckInLoop::wake));
        var policies = new SimulatedPolicies(bundle::orderKeys);
        var rooms =
                new Rooms(
                        counted.apply(runs),
                        policies,
                        new Numbered(number, shared.inventories(), policies),
                        bundle,
                        Renewals.none(),
                        Reenrollments.none());
        var loop =
                new CheckInLoop(
                        new Speaker(shared.bootId(), about(number)),
                        rooms,
                        unasked ->
                                ServerConnection.connect(
                                        shared.transport(),
                                        bundle.gateways().getFirst(),
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

    private record Numbered(int number, PlausibleInventory inventories, SimulatedPolicies policies)
            implements Inventories {

        @Override
        public InventorySnapshot snapshot() {
            var whole = inventories.of(number);
            var off = policies.sectionsOff();
            var reports =
                    whole.reports().stream()
                            .map(report -> off.contains(report.kind()) ? off(report) : report)
                            .toList();
            return new InventorySnapshot(reports, whole.bodies());
        }

        @Override
        public Optional<VolatileFacts> volatileFacts() {
            return policies.sectionsOff().contains(VolatileFacts.KIND)
                    ? Optional.empty()
                    : Optional.of(PlausibleFigures.of(number, Instant.now()));
        }

        private static SectionReport off(SectionReport report) {
            return SectionReport.without(
                    report.kind(), SectionState.OFF, report.age(), "switched off by policy");
        }
    }
}
