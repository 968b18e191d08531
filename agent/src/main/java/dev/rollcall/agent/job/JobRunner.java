package dev.rollcall.agent.job;

import dev.rollcall.agent.checkin.Runs;
import dev.rollcall.agent.job.JournalEntry.Accepted;
import dev.rollcall.agent.job.JournaledRun.State;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.RunOutput;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes runs on, carries each out once, and answers for it until the server has the outcome. Safe
 * for use by many threads.
 *
 * <p>Level-triggered: each call looks at what is and starts what can start, so that neither a crash
 * nor a full disk needs a path of its own. A slot per urgency runs one action at a time.
 */
public final class JobRunner implements Runs, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final int MAX_ANSWERED = 4096;

    private final Supplier<Bearer> bearer;
    private final InstantSource serverTime;
    private final RunJournal journal;
    private final OutputFiles outputs;
    private final Execution execution;
    private final Executor threads;
    private final Runnable wake;

    private final Set<RunId> confirmed = new HashSet<>();
    private final Map<RunId, RunOutcome> answered = new LinkedHashMap<>();
    private final Set<Urgency> busy = EnumSet.noneOf(Urgency.class);
    private final AtomicLong begun = new AtomicLong();
    private boolean closed;

    private JobRunner(
            Supplier<Bearer> bearer,
            InstantSource serverTime,
            RunJournal journal,
            OutputFiles outputs,
            Execution execution,
            Executor threads,
            Runnable wake) {
        this.bearer = bearer;
        this.serverTime = serverTime;
        this.journal = journal;
        this.outputs = outputs;
        this.execution = execution;
        this.threads = threads;
        this.wake = wake;
    }

    /** The run journal's place below the state folder. */
    static Path journalIn(Path state) {
        return state.resolve("runs.journal");
    }

    /**
     * Opens what is below the state folder, answers for what a crash interrupted, and goes on with
     * what was accepted.
     *
     * @param threads one task per busy slot, at most three at once
     * @param wake called when there is an outcome to report; must not block
     */
    public static JobRunner open(
            Path state,
            Supplier<Bearer> bearer,
            Clocks clocks,
            ActionRunner actions,
            Executor threads,
            Runnable wake) {
        return open(
                state,
                RunJournal.open(new AppendFile(journalIn(state)), bearer.get().enrollment()),
                bearer,
                clocks,
                actions,
                threads,
                wake);
    }

    static JobRunner open(
            Path state,
            RunJournal journal,
            Supplier<Bearer> bearer,
            Clocks clocks,
            ActionRunner actions,
            Executor threads,
            Runnable wake) {
        var outputs = new OutputFiles(state.resolve("outputs"));
        var log = new RunsLog(state.resolve("runs.log"));
        var execution = new Execution(journal, outputs, log, actions, clocks);
        execution.clearAway();
        var runner =
                new JobRunner(
                        bearer, clocks.serverTime(), journal, outputs, execution, threads, wake);
        runner.advance();
        return runner;
    }

    /**
     * Verifies orders and writes those that hold to the journal. Blocking.
     *
     * @return the runs that are now on disk, to acknowledge; those refused get an outcome instead
     */
    @Override
    public List<RunId> accept(List<RunOrder> orders) {
        var now = serverTime.instant();
        if (!settled(now)) {
            return List.of();
        }
        var sorted = Intake.sort(orders, bearer.get(), now, journal);
        List<Accepted> started;
        synchronized (this) {
            var wanted =
                    sorted.accepted().stream().filter(a -> !answered.containsKey(a.run())).toList();
            started = take(wanted, now);
            sorted.known().forEach(journal::tellAgain);
            sorted.answered().forEach(this::answer);
        }
        if (!sorted.answered().isEmpty()) {
            wake.run();
        }
        started.forEach(run -> threads.execute(() -> workFrom(run)));
        advance();
        return orders.stream().map(RunOrder::run).distinct().filter(this::unfinished).toList();
    }

    /** Runs on disk whose acknowledgement the server has not confirmed to this process. */
    @Override
    public synchronized List<RunId> toAcknowledge() {
        return journal.unrecorded().stream()
                .filter(run -> !run.finished() && !confirmed.contains(run.run()))
                .map(JournaledRun::run)
                .toList();
    }

    @Override
    public synchronized List<RunId> running() {
        return journal.unrecorded().stream()
                .filter(run -> run.state() == State.STARTED)
                .map(JournaledRun::run)
                .limit(CheckIn.MAX_ITEMS)
                .toList();
    }

    /** How many were begun here since this was opened. */
    public long begun() {
        return begun.get();
    }

    /** Outcomes that the server has not recorded. */
    @Override
    public synchronized List<RunOutcome> outcomes() {
        return Stream.concat(
                        answered.values().stream(),
                        journal.unrecorded().stream()
                                .filter(run -> run.state() == State.DONE)
                                .map(execution::answer))
                .toList();
    }

    @Override
    public boolean journalLost() {
        return journal.lost();
    }

    /** Every check-in until the loss is settled has said so: the reply is the server's word. */
    @Override
    public void recorded(List<RunId> runs, List<RunOutcome> said) {
        var _ = settled(serverTime.instant());
        var told = said.stream().map(RunOutcome::run).collect(Collectors.toSet());
        synchronized (this) {
            var outcomes = runs.stream().filter(told::contains).toList();
            answered.keySet().removeAll(outcomes);
            journal.recorded(outcomes);
            execution.forget(outcomes);
            outcomes.forEach(confirmed::remove);
            runs.stream().filter(this::unfinished).forEach(confirmed::add);
        }
        advance();
    }

    /** Runs that must not start; one that has started goes on and gives its own outcome. */
    @Override
    public void cancel(List<RunId> runs) {
        synchronized (this) {
            runs.forEach(this::cancel);
        }
        wake.run();
    }

    private void cancel(RunId run) {
        var cancelled = RunOutcome.without(run, Outcome.CANCELLED, "cancelled before it started");
        try {
            if (journal.find(run).isEmpty()) {
                answer(journal.mayHaveForgotten(run) ? Intake.forgotten(run) : cancelled);
            } else if (!journal.cancel(cancelled)) {
                journal.tellAgain(run);
            }
        } catch (UncheckedIOException e) {
            // the server repeats itself until it has the outcome
            LOG.error("run not cancelled, the disk refused run={} cause={}", run, cause(e));
        }
    }

    /** The next chunk of what recorded runs printed; the same one until it is received. */
    @Override
    public Optional<RunOutput> nextOutput() {
        return outputs.next(run ->
                journal.find(run).filter(known -> known.state() == State.RECORDED).isPresent());
    }

    @Override
    public void outputReceived(RunOutput chunk) {
        outputs.received(chunk);
    }

    /** Starts nothing more and stops what runs; the next life answers for that as interrupted. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        execution.stop();
        try {
            journal.flush();
        } catch (UncheckedIOException e) {
            LOG.warn("recorded outcomes not noted cause={}", cause(e));
        }
    }

    /** A disk that cannot even say that something was lost takes nothing on. */
    private boolean settled(Instant now) {
        try {
            journal.settleLoss(now);
            return true;
        } catch (UncheckedIOException e) {
            LOG.error("loss of the journal not settled, the disk refused cause={}", cause(e));
            return false;
        }
    }

    /**
     * Takes runs on, and in the same breath starts the first of each free slot. What the disk
     * refuses is not acknowledged, so the server leases it again.
     *
     * @return what was started, and is to be carried out
     */
    private List<Accepted> take(List<Accepted> runs, Instant now) {
        var first = new EnumMap<Urgency, Accepted>(Urgency.class);
        runs.stream()
                .filter(run -> !closed && free(run.urgency()))
                .filter(run -> !run.action().map(Action::disruptive).orElse(true))
                .forEach(run -> first.putIfAbsent(run.urgency(), run));
        var starting = first.values().stream().map(Accepted::run).collect(Collectors.toSet());
        try {
            journal.accept(runs, starting, now);
            busy.addAll(first.keySet());
            return List.copyOf(first.values());
        } catch (UncheckedIOException e) {
            LOG.error("orders not taken on, the disk refused cause={}", cause(e));
            return List.of();
        }
    }

    private boolean free(Urgency urgency) {
        return !busy.contains(urgency) && next(urgency).isEmpty();
    }

    /** A full disk is told in one line. */
    private static String cause(UncheckedIOException e) {
        return e.getMessage() + ": " + e.getCause();
    }

    private boolean unfinished(RunId run) {
        return journal.find(run).filter(r -> !r.finished()).isPresent();
    }

    /** Answered from memory: nothing was done, and the same order would be answered the same. */
    private void answer(RunOutcome outcome) {
        if (answered.size() < MAX_ANSWERED) {
            answered.putIfAbsent(outcome.run(), outcome);
        }
    }

    /** Starts a task for each free slot that has something to do. */
    private void advance() {
        execution.settleInterrupted();
        for (var urgency : Urgency.values()) {
            if (take(urgency)) {
                threads.execute(() -> work(urgency));
            }
        }
    }

    private synchronized boolean take(Urgency urgency) {
        return !closed && next(urgency).isPresent() && busy.add(urgency);
    }

    private void workFrom(Accepted started) {
        if (carryOut(new JournaledRun(started, State.STARTED, Optional.empty()))) {
            work(started.urgency());
        } else {
            rest(started.urgency());
        }
    }

    private void work(Urgency urgency) {
        for (var run = nextOrRest(urgency); run.isPresent(); run = nextOrRest(urgency)) {
            if (!startAndCarryOut(run.get())) {
                rest(urgency);
                return;
            }
        }
    }

    /**
     * @return whether the slot may go on
     */
    private boolean startAndCarryOut(JournaledRun run) {
        try {
            if (execution.putOff(run)) {
                wake.run();
                return true;
            }
            return !execution.start(run) || carryOut(run);
        } catch (UncheckedIOException e) {
            LOG.error("run waits for the disk run={} cause={}", run.run(), cause(e));
            return false;
        }
    }

    /**
     * @return whether the slot may go on
     */
    private boolean carryOut(JournaledRun run) {
        begun.incrementAndGet();
        try {
            execution.carryOut(run);
            wake.run();
            return true;
        } catch (InterruptedException e) {
            // only close() interrupts: the run stays started, and the next life answers for it
            return false;
        } catch (UncheckedIOException e) {
            // a full or failing disk: nothing is promised, the next call tries again
            LOG.error("outcome waits for the disk run={} cause={}", run.run(), cause(e));
            return false;
        }
    }

    private synchronized Optional<JournaledRun> nextOrRest(Urgency urgency) {
        var run = closed ? Optional.<JournaledRun>empty() : next(urgency);
        if (run.isEmpty()) {
            rest(urgency);
        }
        return run;
    }

    private synchronized void rest(Urgency urgency) {
        busy.remove(urgency);
    }

    private Optional<JournaledRun> next(Urgency urgency) {
        Predicate<JournaledRun> mayStart =
                run ->
                        !run.accepted().action().map(Action::disruptive).orElse(true)
                                || confirmed.contains(run.run());
        return journal.unrecorded().stream()
                .filter(run -> run.accepted().urgency() == urgency)
                .filter(execution::waiting)
                .filter(mayStart)
                .findFirst();
    }
}
