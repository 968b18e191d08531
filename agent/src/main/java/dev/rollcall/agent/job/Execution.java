package dev.rollcall.agent.job;

import dev.rollcall.agent.job.JournaledRun.State;
import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one run out between two journal entries. Safe for use by many threads.
 *
 * <p>An outcome that the disk refused is held here and saved before anything else of its slot runs.
 */
final class Execution {

    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private final RunJournal journal;
    private final OutputFiles outputs;
    private final RunsLog log;
    private final ActionRunner actions;
    private final Clocks clocks;

    private final Map<RunId, Ended> unsaved = new ConcurrentHashMap<>();
    private final Map<RunId, Long> endedAt = new ConcurrentHashMap<>();

    /** Started by an earlier life, and not answered for yet. */
    private final Set<RunId> leftOver = new LinkedHashSet<>();

    private final Set<Thread> acting = new HashSet<>();
    private boolean stopped;

    private record Ended(Action action, ActionResult result, Duration took) {}

    Execution(
            RunJournal journal,
            OutputFiles outputs,
            RunsLog log,
            ActionRunner actions,
            Clocks clocks) {
        this.journal = journal;
        this.outputs = outputs;
        this.log = log;
        this.actions = actions;
        this.clocks = clocks;
    }

    /** Stops what an earlier life left running, and forgets what its unfinished runs printed. */
    void clearAway() {
        journal.runs().stream()
                .filter(run -> run.state() == State.STARTED)
                .map(JournaledRun::run)
                .forEach(run -> {
                    actions.clearAway(run);
                    leftOver.add(run);
                });
        outputs.runs().stream()
                .filter(run -> journal.find(run).filter(JournaledRun::finished).isEmpty())
                .forEach(outputs::forget);
    }

    /**
     * Answers for runs that an earlier life started and nobody saw the end of. What the disk
     * refuses waits for the next call, and those runs with it.
     */
    synchronized void settleInterrupted() {
        try {
            for (var run : List.copyOf(leftOver)) {
                settle(journal.find(run).orElseThrow());
                leftOver.remove(run);
            }
        } catch (UncheckedIOException e) {
            LOG.error("interrupted runs wait for the disk cause={}", e.getMessage());
        }
    }

    private void settle(JournaledRun run) {
        if (run.accepted().action().filter(Execution::repeatable).isPresent()) {
            journal.startAgain(run.run());
        } else {
            journal.finish(interrupted(run.run()));
        }
    }

    /** Whether a run has something left to do on this device. */
    boolean waiting(JournaledRun run) {
        return run.state() == State.ACCEPTED || unsaved.containsKey(run.run());
    }

    /** Starts a run in the journal. @return whether it is to be carried out now */
    boolean start(JournaledRun run) {
        return unsaved.containsKey(run.run()) || journal.start(run.run());
    }

    /** Puts a run off where the device should be left alone. @return whether it did */
    boolean putOff(JournaledRun run) {
        if (unsaved.containsKey(run.run())) {
            return false;
        }
        return run.accepted()
                .action()
                .flatMap(actions::busy)
                .map(why -> RunOutcome.without(run.run(), Outcome.NOT_NOW, why))
                .filter(journal::cancel)
                .isPresent();
    }

    /** Carries out what was started, and saves its outcome. */
    void carryOut(JournaledRun run) throws InterruptedException {
        var id = run.run();
        var action = run.accepted().action().orElseThrow();
        if (!unsaved.containsKey(id)) {
            long began = nanoTime();
            var result = interruptibly(id, action);
            KillPoint.pass("run.acted");
            long ended = nanoTime();
            endedAt.put(id, ended);
            unsaved.put(id, new Ended(action, result, Duration.ofNanos(ended - began)));
        }
        save(run, unsaved.get(id));
        unsaved.remove(id);
    }

    /** The outcome as it is told now. */
    RunOutcome answer(JournaledRun run) {
        var outcome = run.outcome().orElseGet(() -> interrupted(run.run()));
        return Optional.ofNullable(endedAt.get(run.run()))
                .map(ended -> withAge(outcome, Duration.ofNanos(nanoTime() - ended)))
                .orElse(outcome);
    }

    /** The server has these outcomes: their age is of no more use. */
    void forget(List<RunId> runs) {
        runs.forEach(endedAt::remove);
    }

    private long nanoTime() {
        return clocks.nanoTime().getAsLong();
    }

    /** Interrupts what acts on the device now; never what writes the journal. */
    void stop() {
        synchronized (acting) {
            stopped = true;
            acting.forEach(Thread::interrupt);
        }
    }

    private ActionResult interruptibly(RunId run, Action action) throws InterruptedException {
        synchronized (acting) {
            if (stopped) {
                throw new InterruptedException("the agent is stopping");
            }
            acting.add(Thread.currentThread());
        }
        try {
            return act(run, action);
        } finally {
            synchronized (acting) {
                acting.remove(Thread.currentThread());
                // an interrupt that came too late must not close the journal's channel
                Thread.interrupted();
            }
        }
    }

    private ActionResult act(RunId run, Action action) throws InterruptedException {
        try {
            return actions.run(run, action);
        } catch (RuntimeException e) {
            // one action fails alone: the next run is not its victim
            LOG.error("action failed run={} action={}", run, action.name(), e);
            return ActionResult.without(
                    Outcome.FAILED, "the agent failed in carrying it out: " + e.getMessage());
        }
    }

    private void save(JournaledRun run, Ended ended) {
        var result = ended.result();
        var outcome =
                new RunOutcome(
                        run.run(),
                        result.outcome(),
                        result.exitCode(),
                        result.message(),
                        ended.took(),
                        Optional.empty(),
                        result.output().total(),
                        result.output().kept().size());
        outputs.keep(run.run(), result.output());
        journal.finish(outcome);
        try {
            log.add(clocks.serverTime().instant(), run.accepted(), ended.action(), outcome);
        } catch (IOException e) {
            // the readable log is a courtesy; the journal has the truth
            LOG.warn("runs.log could not be written run={} cause={}", run.run(), e.getMessage());
        }
    }

    private static boolean repeatable(Action action) {
        return switch (action) {
            case Action.RunScript script -> script.repeatable();
            case Action.CollectInventory ignored -> true;
            case Action.RestartService ignored -> false;
            case Action.Unsupported ignored -> false;
        };
    }

    private static RunOutcome interrupted(RunId run) {
        return RunOutcome.without(
                run,
                Outcome.INTERRUPTED,
                "the agent or the device stopped while it ran; how far it came is unknown");
    }

    private static RunOutcome withAge(RunOutcome outcome, Duration age) {
        return new RunOutcome(
                outcome.run(),
                outcome.outcome(),
                outcome.exitCode(),
                outcome.message(),
                outcome.took(),
                Optional.of(age),
                outcome.outputTotal(),
                outcome.outputKept());
    }
}
