package dev.rollcall.agent.job;

import dev.rollcall.agent.job.JournalEntry.Accepted;
import dev.rollcall.agent.job.JournalEntry.Done;
import dev.rollcall.agent.job.JournalEntry.Floor;
import dev.rollcall.agent.job.JournalEntry.Recorded;
import dev.rollcall.agent.job.JournalEntry.Started;
import dev.rollcall.agent.job.JournaledRun.State;
import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.job.RunOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append-only file that remembers every run of this enrollment; safe for use by many threads.
 *
 * <p>A small file beside it says for which enrollment it was begun, so that a journal that is
 * missing is told from one that never was. A journal that is missing or damaged has forgotten
 * something, says so in itself, and from then on orders from before that moment are not run. Faults
 * of the disk are {@link UncheckedIOException}: what was to be promised is not.
 */
final class RunJournal {

    private static final Logger LOG = LoggerFactory.getLogger(RunJournal.class);
    private static final int REWRITE_FROM = 256 * 1024;

    private final AppendFile file;
    private final JournalState state;
    private final Queue<Saving> owed = new ArrayDeque<>();
    private final List<JournalEntry> unwritten = new ArrayList<>();
    private long size;
    private long sizeWhenRewritten;

    private RunJournal(AppendFile file, JournalState state, long size) {
        this.file = file;
        this.state = state;
        this.size = size;
        this.sizeWhenRewritten = size;
    }

    /** The journal of an enrolled device; one of an earlier enrollment is begun anew. */
    static RunJournal open(AppendFile file, EnrollmentId enrollment) {
        try {
            var marker = file.beside(".enrollment");
            var marked = enrollment.toString().getBytes(StandardCharsets.US_ASCII);
            var begun = marker.read().filter(bytes -> Arrays.equals(bytes, marked)).isPresent();
            var journal = replay(file, enrollment, begun);
            if (!begun) {
                journal.owed.add(() -> marker.replace(marked));
            }
            journal.tryToPay();
            return journal;
        } catch (IOException e) {
            throw new UncheckedIOException("could not open the run journal", e);
        }
    }

    private static RunJournal replay(AppendFile file, EnrollmentId enrollment, boolean begun)
            throws IOException {
        var bytes = file.read().orElse(new byte[0]);
        var replay = JournalLine.replay(bytes);
        var ours = JournalState.owner(replay).map(enrollment::equals).orElse(begun);
        var state = ours ? JournalState.of(replay, enrollment) : JournalState.fresh(enrollment);
        var journal = new RunJournal(file, state, bytes.length);
        if (!ours || replay.torn() || state.lost()) {
            journal.owed.add(journal::rewrite);
        }
        return journal;
    }

    private void tryToPay() {
        try {
            pay();
        } catch (IOException e) {
            // an agent on a full disk starts: what frees the disk may come through it
            LOG.error("run journal not in order yet, the disk refused cause={}", e.getMessage());
        }
    }

    /** What opening could not write comes before anything else. */
    private void pay() throws IOException {
        while (!owed.isEmpty()) {
            owed.element().run();
            owed.remove();
        }
    }

    /**
     * Takes runs on, and starts some of them: on disk when this returns, with one fsync for all.
     */
    synchronized void accept(List<Accepted> accepted, Set<RunId> starting, Instant serverNow) {
        if (accepted.isEmpty()) {
            return;
        }
        if (size > REWRITE_FROM && size > 2 * sizeWhenRewritten) {
            state.forgetExpired(serverNow);
            saving(this::rewrite);
        }
        KillPoint.pass("journal.accepted.before-fsync");
        var entries = new ArrayList<JournalEntry>(accepted);
        accepted.stream()
                .map(Accepted::run)
                .filter(starting::contains)
                .forEach(run -> entries.add(new Started(run)));
        append(entries);
        KillPoint.pass("journal.accepted.after-fsync");
    }

    /**
     * Says that the device is about to be touched; on disk when this returns.
     *
     * @return whether it is this caller who starts the run
     */
    synchronized boolean start(RunId run) {
        if (!in(run, State.ACCEPTED)) {
            return false;
        }
        KillPoint.pass("run.started.before-fsync");
        append(List.of(new Started(run)));
        KillPoint.pass("run.started.after-fsync");
        return true;
    }

    /**
     * Ends or puts off a run that has not started; on disk when this returns.
     *
     * @return whether it had not
     */
    synchronized boolean cancel(RunOutcome outcome) {
        if (!in(outcome.run(), State.ACCEPTED)) {
            return false;
        }
        KillPoint.pass("run.cancelled.before-fsync");
        append(List.of(new Done(outcome)));
        KillPoint.pass("run.cancelled.after-fsync");
        return true;
    }

    /** Keeps an outcome: on disk when this returns. */
    synchronized void finish(RunOutcome outcome) {
        KillPoint.pass("run.done.before-fsync");
        append(List.of(new Done(outcome)));
        KillPoint.pass("run.done.after-fsync");
    }

    /**
     * The server has these outcomes. Written with the next entry or by {@link #flush}: lost in a
     * crash, the server would only be told again.
     */
    synchronized void recorded(List<RunId> runs) {
        for (var run : runs) {
            if (in(run, State.DONE)) {
                unwritten.add(new Recorded(run));
                state.apply(new Recorded(run));
            }
        }
    }

    /** Writes what waits for the next entry; on disk when this returns. */
    synchronized void flush() {
        if (!unwritten.isEmpty()) {
            append(List.of());
        }
    }

    /** The server asks again: the outcome is told again. */
    synchronized void tellAgain(RunId run) {
        state.find(run)
                .filter(r -> r.state() == State.RECORDED)
                .ifPresent(r -> state.put(r.in(State.DONE)));
    }

    /** A run whose action may be repeated is started once more. */
    synchronized void startAgain(RunId run) {
        state.find(run)
                .filter(r -> r.state() == State.STARTED)
                .ifPresent(r -> state.put(r.in(State.ACCEPTED)));
    }

    /** Whether entries are missing and the moment of the loss is not settled. */
    synchronized boolean lost() {
        return state.lost();
    }

    /** Marks the moment of a loss, in server time, once the server's time is known. */
    synchronized void settleLoss(Instant serverNow) {
        if (state.lost()) {
            append(List.of(new Floor(serverNow)));
        }
    }

    /** Orders from before this time are not run unless they are known here. */
    synchronized Optional<Instant> floor() {
        return state.floor();
    }

    /** Whether a lost part may have held the run, as far as the time in its id tells. */
    synchronized boolean mayHaveForgotten(RunId run) {
        return state.lost() || state.floor().filter(floor -> !madeAfter(run, floor)).isPresent();
    }

    private static boolean madeAfter(RunId run, Instant floor) {
        var id = run.value();
        return id.version() == 7
                && Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16).isAfter(floor);
    }

    synchronized Optional<JournaledRun> find(RunId run) {
        return state.find(run);
    }

    /** All that is remembered, in the order in which it was accepted. */
    synchronized List<JournaledRun> runs() {
        return state.runs();
    }

    /** Those that the server has no outcome of, in the same order. */
    synchronized List<JournaledRun> unrecorded() {
        return state.unrecorded();
    }

    synchronized int newestGeneration(JobOrder job) {
        return state.newestGeneration(job.job());
    }

    private boolean in(RunId run, State expected) {
        return state.find(run).filter(r -> r.state() == expected).isPresent();
    }

    private void append(List<? extends JournalEntry> entries) {
        saving(this::pay);
        var all = new ArrayList<JournalEntry>(unwritten);
        all.addAll(entries);
        var bytes = bytes(all);
        saving(() -> file.append(bytes));
        unwritten.clear();
        size += bytes.length;
        entries.forEach(state::apply);
    }

    private void rewrite() throws IOException {
        var bytes = bytes(state.lines());
        KillPoint.pass("journal.rewrite.before");
        file.replace(bytes);
        KillPoint.pass("journal.rewrite.after");
        unwritten.clear();
        size = bytes.length;
        sizeWhenRewritten = size;
    }

    private static byte[] bytes(List<? extends JournalEntry> entries) {
        var out = new ByteArrayOutputStream();
        entries.forEach(entry -> out.writeBytes(JournalLine.of(entry)));
        return out.toByteArray();
    }

    private interface Saving {
        void run() throws IOException;
    }

    private static void saving(Saving step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException("could not write the run journal", e);
        }
    }
}
