package dev.rollcall.agent.job;

import dev.rollcall.agent.job.JournaledRun.State;
import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
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
    private final InstantSource serverTime;

    private final Map<RunId, Ended> unsaved = new ConcurrentHashMap<>();
    private final Map<RunId, Long> endedAt = new ConcurrentHashMap<>();

    private final Set<Thread> acting = new HashSet<>();
    private boolean stopped;

    private record Ended(Action action, ActionResult result, Duration took) {}

    Execution(
            RunJournal journal,
            OutputFiles outputs,
            RunsLog log,
            ActionRunner actions,
            InstantSource serverTime) {
        this.journal = journal;
        this.outputs = outputs;
        this.log = log;
        this.actions = actions;
        this.serverTime = serverTime;
    }

    /** Answers for runs that an earlier life started and nobody saw the end of. */
    void settleInterrupted() {
        for (var run : journal.runs()) {
            if (run.state() == State.STARTED) {
                actions.clearAway(run.run());
                if (run.accepted().action().filter(Execution::repeatable).isPresent()) {
                    journal.startAgain(run.run());
                } else {
                    outputs.forget(run.run());
                    journal.finish(interrupted(run.run()));
                }
            }
        }
        outputs.runs().stream()
                .filter(run -> journal.find(run).filter(JournaledRun::finished).isEmpty())
                .forEach(outputs::forget);
    }

    /** Whether a run has something left to do on this device. */
    boolean waiting(JournaledRun run) {
        return run.state() == State.ACCEPTED || unsaved.containsKey(run.run());
    }

    /** Starts a run in the journal. @return whether it is to be carried out now */
    boolean start(JournaledRun run) {
        return unsaved.containsKey(run.run()) || journal.start(run.run());
    }

    /** Carries out what was started, and saves its outcome. */
    void carryOut(JournaledRun run) throws InterruptedException {
        var id = run.run();
        var action = run.accepted().action().orElseThrow();
        if (!unsaved.containsKey(id)) {
            var began = System.nanoTime();
            var result = interruptibly(id, action);
            KillPoint.pass("run.acted");
            endedAt.put(id, System.nanoTime());
            unsaved.put(id, new Ended(action, result, Duration.ofNanos(System.nanoTime() - began)));
        }
        save(run, unsaved.get(id));
        unsaved.remove(id);
    }

    /** The outcome as it is told now. */
    RunOutcome answer(JournaledRun run) {
        var outcome = run.outcome().orElseGet(() -> interrupted(run.run()));
        return Optional.ofNullable(endedAt.get(run.run()))
                .map(ended -> withAge(outcome, Duration.ofNanos(System.nanoTime() - ended)))
                .orElse(outcome);
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

    /** The server has these outcomes: their age is of no more use. */
    void forget(List<RunId> runs) {
        runs.forEach(endedAt::remove);
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
            log.add(serverTime.instant(), run.accepted(), ended.action(), outcome);
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
