package dev.rollcall.agent.job;

import static dev.rollcall.agent.job.Orders.COLLECT;
import static dev.rollcall.agent.job.Orders.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.job.JournalEntry.Accepted;
import dev.rollcall.agent.job.JournaledRun.State;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunJournalTest {

    private static final Orders ORDERS = new Orders();

    private final RunId waiting = Orders.run();
    private final RunId started = Orders.run();
    private final RunId done = Orders.run();
    private final RunId recorded = Orders.run();

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void create() {
        file = folder.resolve("runs.journal");
        open();
    }

    private RunJournal open() {
        return RunJournal.open(new AppendFile(file), ORDERS.enrollment);
    }

    private static Accepted accepted(RunId run) {
        return Accepted.of(run, ORDERS.job(COLLECT), new Action.CollectInventory());
    }

    private static RunOutcome succeeded(RunId run) {
        return RunOutcome.without(run, Outcome.SUCCEEDED, "well");
    }

    /** One run in each state. */
    private byte[] story() throws IOException {
        var journal = open();
        journal.accept(List.of(accepted(waiting), accepted(started)), Set.of(), NOW);
        journal.accept(List.of(accepted(done), accepted(recorded)), Set.of(), NOW);
        journal.start(recorded);
        journal.finish(succeeded(recorded));
        journal.recorded(List.of(recorded));
        journal.start(done);
        journal.start(started);
        journal.finish(succeeded(done));
        return Files.readAllBytes(file);
    }

    private State state(RunJournal journal, RunId run) {
        return journal.find(run).orElseThrow().state();
    }

    @Test
    void remembersEveryRunAcrossALife() throws IOException {
        story();

        var journal = open();

        assertThat(state(journal, waiting)).isEqualTo(State.ACCEPTED);
        assertThat(state(journal, started)).isEqualTo(State.STARTED);
        assertThat(state(journal, done)).isEqualTo(State.DONE);
        assertThat(state(journal, recorded)).isEqualTo(State.RECORDED);
        assertThat(journal.find(done).orElseThrow().outcome()).contains(succeeded(done));
        assertThat(journal.find(waiting).orElseThrow().accepted().action())
                .contains(new Action.CollectInventory());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatWasPutOffIsTakenOnAgainAlsoAfterARewrite() throws IOException {
        var notNow = RunOutcome.without(waiting, Outcome.NOT_NOW, "busy");
        var journal = open();
        journal.accept(List.of(accepted(waiting)), Set.of(), NOW);
        assertThat(journal.cancel(notNow)).isTrue();
        assertThat(state(open(), waiting)).isEqualTo(State.DONE);
        journal.recorded(List.of(waiting));
        journal.flush();
        assertThat(open().find(waiting)).isEmpty();
        rewrite(journal);

        journal.accept(List.of(accepted(waiting)), Set.of(), NOW);

        assertThat(state(open(), waiting)).isEqualTo(State.ACCEPTED);
        rewrite(journal);
        assertThat(state(open(), waiting)).isEqualTo(State.ACCEPTED);
        assertThat(open().start(waiting)).isTrue();
    }

    /** Takes on so much that the file is written anew. */
    private void rewrite(RunJournal journal) throws IOException {
        var script = new Action.RunScript("sh", "#".repeat(60_000), Duration.ofMinutes(1), false);
        long before;
        do {
            before = Files.size(file);
            var run = Orders.run();
            journal.accept(List.of(Accepted.of(run, ORDERS.job(COLLECT), script)), Set.of(), NOW);
            journal.start(run);
            journal.finish(succeeded(run));
            journal.recorded(List.of(run));
        } while (Files.size(file) >= before);
    }

    @Test
    void startsARunOnce() {
        var journal = open();
        journal.accept(List.of(accepted(waiting)), Set.of(), NOW);

        assertThat(journal.start(waiting)).isTrue();
        assertThat(journal.start(waiting)).isFalse();
        assertThat(journal.cancel(succeeded(waiting))).isFalse();
        assertThat(open().start(waiting)).isFalse();
    }

    @Test
    void isAPrefixOfTheTruthWhereverTheLastLineWasTorn() throws IOException {
        var whole = story();
        int first = JournalLine.of(JournalEntry.Begun.by(ORDERS.enrollment)).length;

        for (int length = first; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));

            var journal = open();

            assertThat(journal.floor()).isEmpty();
            assertThat(journal.find(waiting).map(JournaledRun::state))
                    .isIn(Optional.empty(), Optional.of(State.ACCEPTED));
            int now = length;
            var promised = JournalLine.replay(Arrays.copyOf(whole, length)).entries().size();
            assertThat(promised)
                    .isGreaterThanOrEqualTo(
                            (int) IntStream.range(0, now).filter(i -> whole[i] == '\n').count());
            journal.accept(List.of(accepted(Orders.run())), Set.of(), NOW);
            assertThat(JournalLine.replay(Files.readAllBytes(file)).intact()).isTrue();
        }
    }

    @Test
    void neverRunsAStartedRunAgainWhicheverByteIsDamaged() throws IOException {
        var whole = story();

        byte[] flips = {1, '\n' ^ 'x', (byte) 0x80};
        for (int at = 0; at < whole.length; at++) {
            var damaged = whole.clone();
            damaged[at] ^= flips[at % flips.length];
            Files.write(file, damaged);

            var journal = open();
            journal.settleLoss(NOW);

            for (var run : List.of(started, done, recorded)) {
                assertThat(journal.start(run)).as("byte %d", at).isFalse();
                var known = journal.find(run).isPresent();
                assertThat(known || journal.floor().isPresent()).as("byte %d", at).isTrue();
            }
        }
    }

    @Test
    void saysOfItselfThatItWasLostUntilTheServersTimeIsKnown() throws IOException {
        Files.delete(file);

        open();
        var again = open();
        again.settleLoss(NOW);

        assertThat(again.floor()).contains(NOW);
        assertThat(open().floor()).contains(NOW);
        open().settleLoss(NOW.plusSeconds(60));
        assertThat(open().floor()).contains(NOW);
    }

    @Test
    void takesOnAndStartsInOneBreath() {
        open().accept(List.of(accepted(waiting), accepted(started)), Set.of(started), NOW);

        assertThat(state(open(), waiting)).isEqualTo(State.ACCEPTED);
        assertThat(state(open(), started)).isEqualTo(State.STARTED);
    }

    @Test
    void theJournalOfAnEarlierEnrollmentIsBegunAnewAndNotLost() throws IOException {
        story();
        var next = new EnrollmentId(UUID.randomUUID());

        var journal = RunJournal.open(new AppendFile(file), next);

        assertThat(journal.runs()).isEmpty();
        journal.settleLoss(NOW);
        assertThat(journal.floor()).isEmpty();
        Files.delete(file);
        RunJournal.open(new AppendFile(file), next).settleLoss(NOW);
        assertThat(RunJournal.open(new AppendFile(file), next).floor()).contains(NOW);
    }

    @Test
    void anEmptyFileIsALostJournal() throws IOException {
        Files.write(file, new byte[0]);

        var journal = open();
        journal.settleLoss(NOW);

        assertThat(journal.floor()).contains(NOW);
    }

    @Test
    void staysSmallAndForgetsOnlyLongAfterTheOrderExpired() throws IOException {
        var journal = open();
        var script = new Action.RunScript("sh", "#".repeat(20_000), Duration.ofMinutes(1), false);
        var expired = NOW.plus(Duration.ofDays(1)).plus(JournalState.KEPT);
        var first = Orders.run();
        journal.accept(List.of(Accepted.of(first, ORDERS.job(COLLECT), script)), Set.of(), NOW);
        journal.start(first);
        journal.finish(succeeded(first));

        for (int i = 0; i < 40; i++) {
            var run = Orders.run();
            journal.accept(
                    List.of(Accepted.of(run, ORDERS.job(COLLECT), script)), Set.of(), expired);
            journal.start(run);
            journal.finish(succeeded(run));
            journal.recorded(List.of(run));
        }
        assertThat(Files.size(file)).isLessThan(600_000);
        assertThat(journal.runs()).hasSize(41);
        journal.recorded(List.of(first));
        for (int i = 0; i < 40; i++) {
            var run = Orders.run();
            journal.accept(
                    List.of(Accepted.of(run, ORDERS.job(COLLECT), script)),
                    Set.of(),
                    expired.plusSeconds(1));
        }

        assertThat(journal.find(first)).isEmpty();
        assertThat(open().find(first)).isEmpty();
    }
}
