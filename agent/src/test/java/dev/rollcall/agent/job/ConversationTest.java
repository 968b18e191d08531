package dev.rollcall.agent.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.agent.ScriptedServer;
import dev.rollcall.agent.TestCa;
import dev.rollcall.agent.checkin.Memory;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.Nudge;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.ServerMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs as the check-in loop brings them and takes their outcomes away. */
class ConversationTest {

    private static final TestCa CA = new TestCa("Lincoln");

    private final Orders orders = new Orders();
    private final List<RunOrder> leased = new CopyOnWriteArrayList<>();
    private final Set<RunId> durable = ConcurrentHashMap.newKeySet();
    private final ScriptedServer server =
            new ScriptedServer(CA, CA.server(TestCa.address("127.0.0.1")), this::answer);
    private volatile Optional<SignedDocument> bundle = Optional.empty();

    @TempDir private Path state;

    @AfterEach
    void close() {
        server.close();
        assertThat(server.faults()).isEmpty();
    }

    @Test
    void anOutcomeThatAFullDiskRefusedGoesOnceTheDiskTakesIt() throws Exception {
        var file = new FullDisk(JobRunner.journalIn(state));
        try (var _ = device(file, new Forgetful(), true)) {
            await().until(() -> !server.heard(CheckIn.class).isEmpty());
            file.fullAfter = 1;
            leased.add(orders.collect());
            server.say(new Nudge("job"));
            await().until(() -> durable.contains(leased.getFirst().run()));
            assertThat(outcomes()).isEmpty();

            file.fullAfter = Integer.MAX_VALUE;
            server.say(new Nudge("job"));

            await().until(() -> outcomes().contains(Outcome.SUCCEEDED));
        }
    }

    @Test
    void anOrderMayBeSignedWithAKeyThatComesInTheSameReply() throws Exception {
        bundle = Optional.of(orders.collect().order());
        leased.add(orders.collect());
        try (var _ = device(new AppendFile(JobRunner.journalIn(state)), new Forgetful(), false)) {
            await().until(() -> !outcomes().isEmpty());
        }

        assertThat(outcomes()).containsOnly(Outcome.SUCCEEDED);
    }

    @Test
    void aLossIsSaidOnceAndThenOrdersFromBeforeItAreNotRun() throws Exception {
        var before = orders.collect();
        leased.add(before);
        try (var _ = device(new AppendFile(JobRunner.journalIn(state)), new Forgetful(), true)) {
            await().until(() -> outcomes().contains(Outcome.SUCCEEDED));
        }
        await().until(() -> server.openSessions() == 0);
        server.heard().clear();
        durable.clear();
        Files.delete(JobRunner.journalIn(state));

        try (var _ = device(new AppendFile(JobRunner.journalIn(state)), new Forgetful(), true)) {
            await().until(() -> !outcomes().isEmpty());
        }

        assertThat(outcomes()).containsOnly(Outcome.INTERRUPTED);
        assertThat(server.heard(CheckIn.class).getFirst().journalLost()).contains(true);
        assertThat(server.heard(CheckIn.class).stream().skip(1))
                .isNotEmpty()
                .allSatisfy(said -> assertThat(said.journalLost()).isEmpty());
    }

    private ConversingDevice device(AppendFile journal, Memory memory, boolean trusting) {
        return new ConversingDevice(state, journal, orders, CA, server, memory, trusting);
    }

    private List<Outcome> outcomes() {
        return server.heard(CheckIn.class).stream()
                .flatMap(said -> said.outcomes().stream())
                .map(RunOutcome::outcome)
                .toList();
    }

    private Optional<ServerMessage> answer(AgentMessage message) {
        if (!(message instanceof CheckIn said)) {
            return Optional.of(Received.nothingWanted());
        }
        var recorded = new ArrayList<>(said.acknowledged());
        said.outcomes().forEach(outcome -> recorded.add(outcome.run()));
        durable.addAll(recorded);
        return Optional.of(
                new CheckInReply(
                        Orders.NOW,
                        "c-" + UUID.randomUUID(),
                        false,
                        Optional.empty(),
                        leased.stream().filter(order -> !durable.contains(order.run())).toList(),
                        List.of(),
                        recorded,
                        bundle,
                        Duration.ofMinutes(15),
                        Optional.empty(),
                        Optional.empty()));
    }

    /** Remembers nothing. */
    private static final class Forgetful implements Memory {

        @Override
        public Optional<Remembered> recall() {
            return Optional.empty();
        }

        @Override
        public void keep(Remembered remembered) {}
    }
}
