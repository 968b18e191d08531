package dev.rollcall.agent.job;

import dev.rollcall.agent.checkin.Runs;
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
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
    private Set<RunId> told = Set.of();
    private final Set<Urgency> busy = EnumSet.noneOf(Urgency.class);
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
    public static Path journalIn(Path state) {
        return state.resolve("runs.journal");
    }

    /**
     * Opens what is below the state folder, answers for what a crash interrupted, and goes on with
     * what was accepted.
     *
     * @param serverTime authenticated, with its persisted floor
     * @param threads one task per busy slot, at most three at once
     * @param wake called when there is an outcome to report; must not block
     */
    public static JobRunner open(
            Path state,
            Supplier<Bearer> bearer,
            InstantSource serverTime,
            ActionRunner actions,
            Executor threads,
            Runnable wake) {
        return open(
                state,
                RunJournal.open(journalIn(state)),
                bearer,
                serverTime,
                actions,
                threads,
                wake);
    }

    static JobRunner open(
            Path state,
            RunJournal journal,
            Supplier<Bearer> bearer,
            InstantSource serverTime,
            ActionRunner actions,
            Executor threads,
            Runnable wake) {
        var outputs = new OutputFiles(state.resolve("outputs"));
        var log = new RunsLog(state.resolve("runs.log"));
        var execution = new Execution(journal, outputs, log, actions, serverTime);
        execution.settleInterrupted();
        var runner = new JobRunner(bearer, serverTime, journal, outputs, execution, threads, wake);
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
        synchronized (this) {
            var wanted =
                    sorted.accepted().stream().filter(a -> !answered.containsKey(a.run())).toList();
            take(wanted, now);
            sorted.known().forEach(journal::tellAgain);
            sorted.answered().forEach(this::answer);
        }
        if (!sorted.answered().isEmpty()) {
            wake.run();
        }
        advance();
        return orders.stream().map(RunOrder::run).distinct().filter(this::unfinished).toList();
    }

    /** Runs on disk whose acknowledgement the server has not confirmed to this process. */
    @Override
    public synchronized List<RunId> toAcknowledge() {
        return journal.runs().stream()
                .filter(run -> !run.finished() && !confirmed.contains(run.run()))
                .map(JournaledRun::run)
                .limit(CheckIn.MAX_ITEMS)
                .toList();
    }

    /** Outcomes that the server has not recorded, for the check-in that is sent next. */
    @Override
    public synchronized List<RunOutcome> outcomes() {
        var open =
                Stream.concat(
                                answered.values().stream(),
                                journal.runs().stream()
                                        .filter(run -> run.state() == State.DONE)
                                        .map(execution::answer))
                        .limit(CheckIn.MAX_ITEMS)
                        .toList();
        told = Set.copyOf(open.stream().map(RunOutcome::run).toList());
        return open;
    }

    /**
     * What the server's reply to the last check-in confirmed: a run whose outcome was in it is
     * recorded, of any other the acknowledgement is.
     */
    @Override
    public void recorded(List<RunId> runs) {
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
                answer(cancelled);
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
        var recorded =
                journal.runs().stream()
                        .filter(run -> run.state() == State.RECORDED)
                        .map(JournaledRun::run)
                        .toList();
        return outputs.next(recorded);
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
    }

    /** A disk that cannot even say that something was lost takes nothing on. */
    private boolean settled(Instant now) {
        try {
            journal.settleLoss(now);
            return true;
        } catch (UncheckedIOException e) {
            LOG.error("orders not taken on, the disk refused cause={}", cause(e));
            return false;
        }
    }

    /** What the disk refuses is not acknowledged, so the server leases it again. */
    private void take(List<JournalEntry.Accepted> runs, Instant now) {
        try {
            journal.accept(runs, now);
        } catch (UncheckedIOException e) {
            LOG.error(
                    "orders not taken on, the disk refused runs={} cause={}",
                    runs.size(),
                    cause(e));
        }
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
        for (var urgency : Urgency.values()) {
            if (take(urgency)) {
                threads.execute(() -> work(urgency));
            }
        }
    }

    private synchronized boolean take(Urgency urgency) {
        return !closed && next(urgency).isPresent() && busy.add(urgency);
    }

    private void work(Urgency urgency) {
        var going = true;
        while (going) {
            var run = nextOrRest(urgency);
            going = run.isPresent() && carryOut(run.get(), urgency);
        }
    }

    private boolean carryOut(JournaledRun run, Urgency urgency) {
        try {
            if (execution.carryOut(run)) {
                wake.run();
            }
            return true;
        } catch (InterruptedException e) {
            // only close() interrupts: the run stays started, and the next life answers for it
            rest(urgency);
            return false;
        } catch (UncheckedIOException e) {
            // a full or failing disk: nothing is promised, the next call tries again
            LOG.error("run waits for the disk run={} cause={}", run.run(), cause(e));
            rest(urgency);
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
        return journal.runs().stream()
                .filter(run -> run.accepted().urgency() == urgency)
                .filter(execution::waiting)
                .filter(mayStart)
                .findFirst();
    }
}
