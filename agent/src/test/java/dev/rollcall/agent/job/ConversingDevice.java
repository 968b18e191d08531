package dev.rollcall.agent.job;

import dev.rollcall.agent.ScriptedServer;
import dev.rollcall.agent.TestCa;
import dev.rollcall.agent.checkin.CheckInLoop;
import dev.rollcall.agent.checkin.Inventories;
import dev.rollcall.agent.checkin.Memory;
import dev.rollcall.agent.checkin.Policies;
import dev.rollcall.agent.checkin.Reenrollments;
import dev.rollcall.agent.checkin.Renewals;
import dev.rollcall.agent.checkin.Rooms;
import dev.rollcall.agent.checkin.Speaker;
import dev.rollcall.agent.checkin.Surroundings;
import dev.rollcall.agent.checkin.Trust;
import dev.rollcall.agent.checkin.Watcher;
import dev.rollcall.agent.connection.ConnectionOptions;
import dev.rollcall.agent.connection.ServerConnection;
import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.connection.SessionTls;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.connection.Transport;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.pki.TrustedKeys;
import dev.rollcall.common.protocol.AgentAbout;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.common.protocol.PolicyReport;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The real runner in the real conversation with a played server; its other rooms are empty. */
final class ConversingDevice implements AutoCloseable {

    private final TestCa ca;
    private final ScriptedServer server;
    private final Transport transport = Transport.forOneSession();
    private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
    private final TimeFloor floor = new TimeFloor(Orders.NOW, System::nanoTime);
    private final Orders orders;
    private final JobRunner runner;
    private final CheckInLoop loop;
    private final CompletableFuture<CheckInLoop> started = new CompletableFuture<>();
    private volatile boolean trusting;

    /**
     * @param trusting whether it trusts the district's order key before a bundle came
     */
    ConversingDevice(
            Path state,
            AppendFile journal,
            Orders orders,
            TestCa ca,
            ScriptedServer server,
            Memory memory,
            boolean trusting) {
        this.ca = ca;
        this.server = server;
        this.orders = orders;
        this.trusting = trusting;
        this.runner =
                JobRunner.open(
                        state,
                        RunJournal.open(journal, orders.enrollment),
                        this::bearer,
                        new Clocks(floor, System::nanoTime),
                        (run, action) -> ActionResult.without(Outcome.SUCCEEDED, "done"),
                        work,
                        this::wake);
        this.loop = loop(memory);
        started.complete(loop);
        loop.start();
    }

    private Bearer bearer() {
        return trusting
                ? orders.bearer()
                : new Bearer(orders.district, orders.enrollment, TrustedKeys.of(List.of()));
    }

    private void wake() {
        started.thenAccept(CheckInLoop::wake);
    }

    private CheckInLoop loop(Memory memory) {
        var device = ca.device("rollcall://x/y");
        var trust = new ServerTrust(() -> List.of(ca.root()), floor);
        var tls = SessionTls.of(SslProvider.JDK, device.key(), device.chain(), trust);
        var about =
                new AgentAbout("0.1.0", "lab-7", "linux", KeyProtection.FILE, List.of(), List.of());
        return new CheckInLoop(
                new Speaker("boot-1", about),
                new Rooms(
                        runner,
                        new NoPolicy(),
                        new NoInventory(),
                        new Keys(),
                        Renewals.none(),
                        Reenrollments.none()),
                unasked ->
                        ServerConnection.connect(
                                transport,
                                server.endpoint(),
                                tls,
                                ConnectionOptions.defaults(),
                                unasked),
                memory,
                floor,
                new Surroundings(work, transport.loops(), System::nanoTime, new Random(7)),
                new Watcher() {});
    }

    @Override
    public void close() throws Exception {
        loop.end().get(60, TimeUnit.SECONDS);
        runner.close();
        work.close();
        var _ = transport.loops().shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** Trusts the district's key from the first bundle on. */
    private final class Keys implements Trust {

        @Override
        public Digest hash() {
            return Digest.of("trust");
        }

        @Override
        public void offer(SignedDocument bundle) {
            trusting = true;
        }
    }

    private static final class NoPolicy implements Policies {

        @Override
        public Optional<Digest> hash() {
            return Optional.empty();
        }

        @Override
        public void offer(PolicyOffer offer) {}

        @Override
        public Optional<PolicyReport> report() {
            return Optional.empty();
        }

        @Override
        public void reported(PolicyReport sent) {}
    }

    private static final class NoInventory implements Inventories {

        @Override
        public InventorySnapshot snapshot() {
            return new InventorySnapshot(List.of(), Map.of());
        }
    }
}
