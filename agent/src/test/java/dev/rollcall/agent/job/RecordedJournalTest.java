package dev.rollcall.agent.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.agent.RecordedState;
import dev.rollcall.agent.job.JournalEntry.Accepted;
import dev.rollcall.agent.job.JournalEntry.Begun;
import dev.rollcall.agent.job.JournalEntry.Done;
import dev.rollcall.agent.job.JournalEntry.Floor;
import dev.rollcall.agent.job.JournalEntry.Lost;
import dev.rollcall.agent.job.JournalEntry.Recorded;
import dev.rollcall.agent.job.JournalEntry.Started;
import dev.rollcall.agent.job.JournaledRun.State;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.protocol.RunOutput;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal of 0.1: what it says is known after an upgrade, and written in the same bytes. */
class RecordedJournalTest {

    private static final EnrollmentId ENROLLMENT =
            EnrollmentId.parse("01928a6e-0000-7000-8000-00000000000e");
    private static final JobId JOB = JobId.parse("01928a6e-0000-7000-8000-00000000010b");
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Instant EXPIRES = Instant.parse("2026-11-30T08:00:00Z");

    private static final Action SCRIPT =
            new Action.RunScript("sh", "apt-get -y autoremove\n", Duration.ofMinutes(10), true);
    private static final Action RESTART = new Action.RestartService("cups.service");

    private static final RunOutcome FAILED =
            new RunOutcome(
                    run(1),
                    Outcome.FAILED,
                    Optional.of(2),
                    "dpkg was interrupted",
                    Duration.ofMillis(1500),
                    Optional.of(Duration.ofSeconds(3)),
                    200_000_000L,
                    5);
    private static final RunOutcome CANCELLED =
            RunOutcome.without(run(2), Outcome.CANCELLED, "cancelled before it started");
    private static final RunOutcome SUCCEEDED =
            new RunOutcome(
                    run(5),
                    Outcome.SUCCEEDED,
                    Optional.of(0),
                    "",
                    Duration.ofMillis(250),
                    Optional.empty(),
                    0,
                    0);

    private static final List<JournalEntry> ENTRIES =
            List.of(
                    Begun.by(ENROLLMENT),
                    new Lost(),
                    new Floor(NOW),
                    accepted(1, 1, Urgency.NORMAL, Optional.of(SCRIPT)),
                    new Started(run(1)),
                    new Done(FAILED),
                    accepted(2, 1, Urgency.URGENT, Optional.of(RESTART)),
                    new Done(CANCELLED),
                    new Recorded(run(2)),
                    accepted(3, 2, Urgency.BACKGROUND, Optional.of(new Action.CollectInventory())),
                    new Started(run(3)),
                    accepted(4, 3, Urgency.NORMAL, Optional.of(RESTART)),
                    accepted(5, 3, Urgency.NORMAL, Optional.empty()),
                    new Started(run(5)),
                    new Done(SUCCEEDED));

    @TempDir private Path folder;

    private static RunId run(int number) {
        return RunId.parse("01928a6e-0000-7000-8000-00000000000" + number);
    }

    private static Accepted accepted(
            int run, int generation, Urgency urgency, Optional<Action> action) {
        return new Accepted(run(run), JOB, generation, urgency, EXPIRES, action);
    }

    private RunJournal open() {
        var state = RecordedState.copyTo(folder);
        return RunJournal.open(new AppendFile(state.resolve("runs.journal")), ENROLLMENT);
    }

    @Test
    void linesAreWrittenAndReadAsTheyWere() {
        var golden = RecordedState.bytes("runs.journal");
        var written = new ByteArrayOutputStream();
        ENTRIES.forEach(entry -> written.writeBytes(JournalLine.of(entry)));

        assertThat(written.toString(StandardCharsets.UTF_8))
                .isEqualTo(new String(golden, StandardCharsets.UTF_8));
        assertThat(JournalLine.replay(golden))
                .isEqualTo(new JournalLine.Replay(ENTRIES, true, false));
    }

    @Test
    void everyKindOfEntryIsAmongThem() {
        assertThat(ENTRIES.stream().<Class<?>>map(Object::getClass))
                .contains(JournalEntry.class.getPermittedSubclasses());
    }

    @Test
    void anAgentGoesOnFromIt() {
        var journal = open();

        assertThat(journal.lost()).isFalse();
        assertThat(journal.floor()).contains(NOW);
        assertThat(journal.runs())
                .extracting(JournaledRun::run, JournaledRun::state)
                .containsExactly(
                        tuple(run(1), State.DONE),
                        tuple(run(2), State.RECORDED),
                        tuple(run(3), State.STARTED),
                        tuple(run(4), State.ACCEPTED),
                        tuple(run(5), State.DONE));
        assertThat(journal.find(run(1)).flatMap(JournaledRun::outcome)).contains(FAILED);
        assertThat(journal.find(run(4)).flatMap(r -> r.accepted().action())).contains(RESTART);
        assertThat(journal.start(run(3))).isFalse();
        assertThat(journal.start(run(4))).isTrue();
    }

    @Test
    void whatIsInOrderIsNotWrittenAnew() {
        open();

        assertThat(folder.resolve("runs.journal"))
                .hasBinaryContent(RecordedState.bytes("runs.journal"));
        assertThat(folder.resolve("runs.journal.enrollment")).hasContent(ENROLLMENT.toString());
    }

    /** The small file beside it still counts: without it, a missing journal is no loss. */
    @Test
    void aJournalThatIsMissingIsMissed() throws Exception {
        var state = RecordedState.copyTo(folder);
        Files.delete(state.resolve("runs.journal"));

        var journal = RunJournal.open(new AppendFile(state.resolve("runs.journal")), ENROLLMENT);

        assertThat(journal.lost()).isTrue();
    }

    @Test
    void outputIsFoundUnderItsRun() {
        var outputs = new OutputFiles(RecordedState.copyTo(folder).resolve("outputs"));

        assertThat(outputs.next(run -> true))
                .contains(new RunOutput(run(1), 0, 5, Bytes.utf8("hello")));
    }

    @Test
    void theHoldersLogReadsAsItDid() {
        var notNow = RunOutcome.without(run(2), Outcome.NOT_NOW, "busy");
        var first = accepted(1, 1, Urgency.NORMAL, Optional.empty());
        var second = accepted(2, 1, Urgency.NORMAL, Optional.empty());

        assertThat(
                        RunsLog.line(NOW.plusMillis(7), first, SCRIPT, FAILED)
                                + RunsLog.line(NOW, second, RESTART, notNow))
                .isEqualTo(new String(RecordedState.bytes("runs.log"), StandardCharsets.UTF_8));
    }
}
