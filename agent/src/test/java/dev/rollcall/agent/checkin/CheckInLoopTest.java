package dev.rollcall.agent.checkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.agent.ScriptedServer;
import dev.rollcall.agent.TestCa;
import dev.rollcall.agent.checkin.Memory.Remembered;
import dev.rollcall.agent.checkin.Situation.State;
import dev.rollcall.agent.connection.ConnectionOptions;
import dev.rollcall.agent.connection.Connector;
import dev.rollcall.agent.connection.ServerConnection;
import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.connection.SessionTls;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.connection.Transport;
import dev.rollcall.agent.state.StateException;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.InventorySnapshot.InventoryText;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.Where;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.pki.MerklePath;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.protocol.AgentAbout;
import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.InventoryBody;
import dev.rollcall.common.protocol.Nudge;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.common.protocol.PolicyReport;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.common.protocol.Refused.Reaction;
import dev.rollcall.common.protocol.RunOutput;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.common.protocol.ServerMessage;
import dev.rollcall.common.protocol.Unsupported;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckInLoopTest {

    private static final Instant SERVER_TIME = Instant.parse("2026-11-23T08:00:00Z");
    private static final TestCa CA = new TestCa("Lincoln");

    private final TestCa.Issued device = CA.device("rollcall://x/y");
    private final FakeRooms fake = new FakeRooms();
    private final RememberedInMemory memory = new RememberedInMemory();
    private final List<Situation> situations = new CopyOnWriteArrayList<>();
    private final Set<RunId> durable = new HashSet<>();
    private final AtomicInteger replies = new AtomicInteger();
    private final TimeFloor floor = new TimeFloor(TestCa.BEGIN, System::nanoTime);
    private final Transport transport = Transport.forOneSession();
    private final ScriptedServer server =
            new ScriptedServer(CA, CA.server(TestCa.address("127.0.0.1")), this::answer);
    private final CheckInLoop loop = loop();

    private volatile List<RunOrder> orders = List.of();
    private volatile Optional<PolicyOffer> policy = Optional.empty();
    private volatile boolean wantsSections;
    private volatile Optional<Duration> heartbeat = Optional.empty();

    @AfterEach
    void stop() throws Exception {
        loop.end().get(10, java.util.concurrent.TimeUnit.SECONDS);
        server.close();
        assertThat(server.faults()).isEmpty();
        var _ = transport.loops().shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS);
    }

    @Test
    void theFirstCheckInSaysWhoSpeaksAndLaterOnesEchoTheContinuation() {
        loop.start();
        await().until(() -> !server.heard(CheckIn.class).isEmpty());
        await().until(() -> memory.remembered.isPresent());
        server.say(new Nudge("job"));
        await().until(() -> server.heard(CheckIn.class).size() >= 2);

        var first = server.heard(CheckIn.class).getFirst();
        var last = server.heard(CheckIn.class).getLast();
        assertThat(first.about()).isPresent();
        assertThat(first.continuation()).isEmpty();
        assertThat(last.about()).isEmpty();
        assertThat(last.continuation()).isPresent();
        assertThat(floor.instant()).isAfterOrEqualTo(SERVER_TIME);
        assertThat(server.devices()).containsExactly(device.certificate());
    }

    @Test
    void aServerWithAWrongClockIsStillTrustedAtTheNextSession() {
        server.answers(_ -> Optional.of(reply(Instant.parse("2040-01-01T00:00:00Z"), List.of())));
        loop.start();
        await().until(() -> stands(State.CONNECTED));
        server.dropSession();

        await().atMost(Duration.ofSeconds(60)).until(() -> server.sessions() == 2);
        await().until(() -> stands(State.CONNECTED));
        assertThat(floor.heard()).isEqualTo(TestCa.END);
    }

    @Test
    void theContinuationIsKeptBeforeItIsEchoed() {
        memory.remembered = Optional.of(new Remembered(Optional.of("from before"), SERVER_TIME));
        loop.start();
        await().until(() -> memory.kept.contains("c-1"));

        assertThat(server.heard(CheckIn.class).getFirst().continuation()).contains("from before");
    }

    @Test
    void aDiskThatKeepsNoContinuationCostsNoSessionAndNoOrder() {
        memory.remembered = Optional.of(new Remembered(Optional.of("from before"), SERVER_TIME));
        memory.full = true;
        orders = List.of(order());
        loop.start();
        await().until(() -> durable.contains(orders.getFirst().run()));
        memory.full = false;
        server.say(new Nudge("job"));
        await().until(() -> !memory.kept.isEmpty());
        var kept = memory.kept.getFirst();
        server.say(new Nudge("job"));
        await().until(() -> said().contains(kept));

        assertThat(said().subList(0, said().indexOf(kept))).containsOnly("from before");
        assertThat(server.sessions()).isEqualTo(1);
    }

    private List<String> said() {
        return server.heard(CheckIn.class).stream()
                .map(checkIn -> checkIn.continuation().orElse(""))
                .toList();
    }

    @Test
    void sectionsAndTheWantedBodiesFollowOnBulk() {
        var hardware = text("hardware", "{\"a\":1}");
        var packages = text("packages", "{\"p\":\"" + "x".repeat(100_000) + "\"}");
        fake.snapshot = snapshot(hardware, packages);
        wantsSections = true;
        loop.start();

        await().until(() -> server.heard(InventoryBody.class).size() == 3);
        var sections = server.heard(Sections.class);
        assertThat(sections).hasSize(1);
        assertThat(sections.getFirst().reports()).hasSize(2);
        var bodies = server.heard(InventoryBody.class);
        assertThat(bodies.getFirst().text()).isEqualTo(hardware.text());
        assertThat(bodies.get(1).text() + bodies.get(2).text()).isEqualTo(packages.text());
        assertThat(server.heard(CheckIn.class).getLast().inventoryRoot())
                .contains(fake.snapshot.root());
    }

    @Test
    void anOrderIsAcknowledgedThenItsOutcomeReportedThenItsOutputSent() {
        var order = order();
        orders = List.of(order);
        fake.output.add(new RunOutput(order.run(), 0, 2, Bytes.utf8("ok")));
        loop.start();

        await().until(() -> server.heard(RunOutput.class).size() == 1 && fake.output.isEmpty());
        await().until(() -> durable.contains(order.run()));
        await().until(() -> fake.outcomes().isEmpty() && fake.toAcknowledge().isEmpty());
        var said = server.heard(CheckIn.class).get(1);
        assertThat(said.acknowledged()).containsExactly(order.run());
        assertThat(said.outcomes()).extracting("run").containsExactly(order.run());
    }

    @Test
    void aRunThatDoesNotEndSoonIsSaidToBeRunning() {
        var order = order();
        var run = order.run();
        orders = List.of(order);
        loop.start();
        // the first check-in says all; this one begins after it
        await().until(() -> !server.heard(CheckIn.class).isEmpty());
        fake.running.add(run);

        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        server.heard(CheckIn.class).stream()
                                .anyMatch(said -> said.running().equals(List.of(run))));
    }

    @Test
    void whatTheServerDoesNotRecordIsNotSaidInACircle() {
        fake.toAcknowledge.add(new RunId(UUID.randomUUID()));
        server.answers(_ -> Optional.of(reply(List.of())));
        loop.start();
        await().until(() -> stands(State.CONNECTED));
        int said = server.heard(CheckIn.class).size();
        server.say(new Nudge("job"));
        await().until(() -> server.heard(CheckIn.class).size() > said);

        assertThat(server.heard(CheckIn.class).size()).isLessThanOrEqualTo(3);
        assertThat(server.heard(CheckIn.class).getLast().acknowledged()).hasSize(1);
    }

    @Test
    void aPolicyIsEnforcedAndReported() {
        var document = signed("policy");
        policy = Optional.of(new PolicyOffer(Digest.of("policy 7"), document));
        loop.start();

        await().until(() -> server.heard(PolicyReport.class).size() == 1);
        await().until(() -> fake.report().isEmpty());
        server.say(new Nudge("policy"));
        await().until(() ->
                server.heard(CheckIn.class)
                        .getLast()
                        .policyHash()
                        .equals(Optional.of(Digest.of("policy 7"))));
    }

    @Test
    void whatComesUpIsSaidAtOnceOnWaking() {
        loop.start();
        await().until(() -> stands(State.CONNECTED));
        fake.accept(List.of(order()));
        loop.wake();

        await().until(() -> fake.outcomes().isEmpty());
    }

    @Test
    void aNewInventoryIsAnnounced() {
        loop.start();
        await().until(() -> stands(State.CONNECTED));
        fake.snapshot = snapshot(text("hardware", "{\"a\":2}"));
        loop.inventoryChanged();

        await().until(() ->
                server.heard(CheckIn.class)
                        .getLast()
                        .inventoryRoot()
                        .equals(Optional.of(fake.snapshot.root())));
    }

    @Test
    void whoAsksForTheInventoryHearsTheFiguresThoughNothingChanged() {
        loop.start();
        await().until(() -> server.heard(CheckIn.class).size() == 2);
        assertThat(server.heard(Sections.class)).isEmpty();
        loop.inventoryAsked();

        await().until(() -> server.heard(Sections.class).size() == 1);
        loop.inventoryChanged();
        loop.inventoryAsked();
        await().until(() -> server.heard(Sections.class).size() == 2);
    }

    @Test
    void aDeviceThatIsInAnotherPlaceSaysSoThoughNothingElseChanged() {
        loop.start();
        await().until(() -> server.heard(CheckIn.class).size() == 2);
        fake.figures = at(Where.in("Lincoln High"));
        loop.inventoryChanged();
        await().until(() -> server.heard(Sections.class).size() == 1);
        fake.figures = at(Where.OFF_CAMPUS);
        server.dropSession();

        await().until(() -> server.heard(Sections.class).size() == 2);
        assertThat(server.heard(Sections.class))
                .extracting(said -> said.volatileFacts().flatMap(VolatileFacts::where))
                .containsExactly(
                        Optional.of(Where.in("Lincoln High")), Optional.of(Where.OFF_CAMPUS));
    }

    private static VolatileFacts at(Where where) {
        return VolatileFacts.NONE.with(Optional.empty(), Optional.of(where));
    }

    @Test
    void aLostSessionIsOpenedAgainAndTheOutcomesAreSaidAgain() {
        server.answers(_ -> Optional.empty());
        fake.accept(List.of(order()));
        loop.start();
        await().until(() -> server.heard(CheckIn.class).size() == 1);
        server.answers(this::answer);
        server.dropSession();

        await().atMost(Duration.ofSeconds(60)).until(() -> fake.outcomes().isEmpty());
        assertThat(server.sessions()).isEqualTo(2);
        assertThat(server.heard(CheckIn.class).get(1).about()).isPresent();
    }

    @Test
    void theInventoryIsCollectedAfterTheFirstCheckInAndNotBesideIt() {
        loop.start();
        await().until(() -> server.heard(CheckIn.class).size() == 2);

        var checkIns = server.heard(CheckIn.class);
        assertThat(checkIns.getFirst().inventoryRoot()).isEmpty();
        assertThat(checkIns.get(1).inventoryRoot()).contains(fake.snapshot.root());
    }

    @Test
    void heartbeatsComeAsOftenAsTheServerAsks() {
        heartbeat = Optional.of(Duration.ofSeconds(1));
        loop.start();

        await().atMost(Duration.ofSeconds(60)).until(() -> server.heartbeats() > 0);
    }

    @Test
    void askedToComeBackLaterItComesBackLater() {
        var refused = refusal(Reaction.RETRY_LATER, Optional.of(Duration.ofSeconds(1)));
        server.answers(_ -> Optional.of(refused));
        loop.start();
        await().until(() -> stands(State.ASKED_TO_WAIT));
        server.answers(this::answer);

        await().atMost(Duration.ofSeconds(60)).until(() -> stands(State.CONNECTED));
    }

    @Test
    void theOtherRefusalsEndTheSessionAndSayWhatIsNeeded() {
        server.answers(_ -> Optional.of(refusal(Reaction.STOP, Optional.empty())));
        loop.start();
        await().until(() -> stands(State.STOPPED));

        assertThat(situations.getLast().detail()).isEqualTo("device-revoked: This device is out.");
        assertThat(server.sessions()).isEqualTo(1);
    }

    @Test
    void aRefusalMayComeUnasked() {
        loop.start();
        await().until(() -> stands(State.CONNECTED));
        server.say(refusal(Reaction.RE_ENROLL, Optional.empty()));

        await().until(() -> stands(State.NEEDS_ENROLLMENT));
    }

    @Test
    void aRefusedIdentityAsksForAnotherUntilThereIsOne() {
        var replies = new ArrayDeque<Reenrollments.Reply>();
        replies.add(
                new Reenrollments.Reply.Unanswered(
                        "nobody there", Optional.of(Duration.ofSeconds(1))));
        replies.add(new Reenrollments.Reply.Renewed());
        fake.reenrollments =
                why -> {
                    var reply = replies.removeFirst();
                    if (replies.isEmpty()) {
                        server.answers(this::answer);
                    }
                    return reply;
                };
        server.answers(_ -> Optional.of(refusal(Reaction.RE_ENROLL, Optional.empty())));
        loop.start();

        await().atMost(Duration.ofSeconds(60)).until(() -> stands(State.CONNECTED));
        assertThat(situations)
                .contains(
                        new Situation(
                                State.RETURNING, "waits for a new certificate: nobody there"));
        assertThat(server.sessions()).isEqualTo(3);
    }

    @Test
    void whatIsToldOfAnotherIdentityDecides() {
        fake.reenrollments =
                _ ->
                        new Reenrollments.Reply.Told(
                                new Refused(
                                        "device-retired",
                                        Reaction.STOP,
                                        Optional.empty(),
                                        "This device was retired."));
        server.answers(_ -> Optional.of(refusal(Reaction.RE_ENROLL, Optional.empty())));
        loop.start();

        await().until(() -> stands(State.STOPPED));
        assertThat(situations.getLast().detail()).startsWith("device-retired");
    }

    @Test
    void aServerThatDoesNotKnowAMessageIsNotToldTwice() {
        fake.snapshot = snapshot(text("hardware", "{}"));
        wantsSections = true;
        server.answers(message ->
                message instanceof CheckIn
                        ? answer(message)
                        : Optional.of(new Unsupported("sections")));
        loop.start();
        await().until(() -> server.heard(Sections.class).size() == 1);
        fake.accept(List.of(order()));
        loop.wake();
        await().until(() -> server.heard(CheckIn.class).getLast().outcomes().size() == 1);

        assertThat(server.sessions()).isEqualTo(1);
    }

    private boolean stands(State state) {
        return !situations.isEmpty() && situations.getLast().state() == state;
    }

    private CheckInLoop loop() {
        var trust = new ServerTrust(() -> List.of(CA.root()), floor::heard);
        var tls = SessionTls.of(SslProvider.JDK, device.key(), device.chain(), trust);
        Connector connector =
                unasked ->
                        ServerConnection.connect(
                                transport,
                                server.endpoint(),
                                tls,
                                ConnectionOptions.defaults(),
                                unasked);
        var about =
                new AgentAbout("0.1.0", "lab-7", "linux", KeyProtection.FILE, List.of(), List.of());
        var life =
                new Surroundings(
                        Executors.newVirtualThreadPerTaskExecutor(),
                        transport.loops(),
                        System::nanoTime,
                        new java.util.Random(7));
        return new CheckInLoop(
                new Speaker("boot-1", about),
                fake.rooms(),
                connector,
                memory,
                floor,
                life,
                new Watcher() {
                    @Override
                    public void stands(Situation situation) {
                        situations.add(situation);
                    }
                });
    }

    /** A server that records what it hears, and has orders, a policy and wishes of its own. */
    private Optional<ServerMessage> answer(AgentMessage message) {
        return Optional.of(
                switch (message) {
                    case CheckIn checkIn -> {
                        var recorded = new ArrayList<>(checkIn.acknowledged());
                        checkIn.outcomes().forEach(outcome -> recorded.add(outcome.run()));
                        durable.addAll(recorded);
                        var made = reply(recorded);
                        yield wantsSections && checkIn.inventoryRoot().isPresent()
                                ? withSections(made)
                                : made;
                    }
                    case Sections sections ->
                            new Received(
                                    sections.reports().stream()
                                            .flatMap(report -> report.digest().stream())
                                            .toList());
                    default -> Received.nothingWanted();
                });
    }

    private CheckInReply reply(List<RunId> recorded) {
        return reply(SERVER_TIME, recorded);
    }

    private CheckInReply reply(Instant serverTime, List<RunId> recorded) {
        return new CheckInReply(
                serverTime,
                "c-" + replies.incrementAndGet(),
                false,
                replies.get() == 1 ? policy : Optional.empty(),
                orders.stream().filter(order -> !durable.contains(order.run())).toList(),
                List.of(),
                recorded,
                Optional.empty(),
                Duration.ofMinutes(15),
                heartbeat,
                Optional.empty());
    }

    private static CheckInReply withSections(CheckInReply reply) {
        return new CheckInReply(
                reply.serverTime(),
                reply.continuation(),
                true,
                reply.policy(),
                reply.orders(),
                reply.cancelled(),
                reply.recorded(),
                reply.trustBundle(),
                reply.nextCheckIn(),
                reply.heartbeat(),
                Optional.empty());
    }

    private static Refused refusal(Reaction reaction, Optional<Duration> after) {
        return new Refused("device-revoked", reaction, after, "This device is out.");
    }

    private static RunOrder order() {
        return new RunOrder(
                new DeviceId(UUID.randomUUID()),
                new EnrollmentId(UUID.randomUUID()),
                new RunId(UUID.randomUUID()),
                signed("job-order"),
                new MerklePath(0, 1, List.of()));
    }

    private static SignedDocument signed(String type) {
        var keys = EcKeys.generate();
        return SignedDocument.sign(
                type, new byte[] {1}, KeyId.of(keys.getPublic()), keys.getPrivate());
    }

    private static InventoryText text(String kind, String text) {
        return new InventoryText(new SectionKind(kind), text);
    }

    private static InventorySnapshot snapshot(InventoryText... texts) {
        var bodies = new java.util.HashMap<Digest, InventoryText>();
        var reports = new ArrayList<SectionReport>();
        for (var text : texts) {
            var digest = Digest.of(text.text());
            bodies.put(digest, text);
            reports.add(SectionReport.ok(text.kind(), digest, Duration.ZERO));
        }
        return new InventorySnapshot(reports, Map.copyOf(bodies));
    }

    private static final class RememberedInMemory implements Memory {

        private final List<String> kept = new CopyOnWriteArrayList<>();
        private volatile Optional<Remembered> remembered = Optional.empty();
        private volatile boolean full;

        @Override
        public Optional<Remembered> recall() {
            return remembered;
        }

        @Override
        public void keep(Remembered now) {
            if (full) {
                throw new StateException("not kept", new IOException("No space left on device"));
            }
            remembered = Optional.of(now);
            now.continuation().ifPresent(kept::add);
        }
    }
}
