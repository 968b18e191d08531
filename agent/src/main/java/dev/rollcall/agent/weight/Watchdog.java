package dev.rollcall.agent.weight;

import dev.rollcall.agent.platform.ChildProcesses;
import dev.rollcall.agent.platform.OwnProcess;
import dev.rollcall.agent.weight.WatchdogFile.Last;
import dev.rollcall.agent.weight.WeightRules.Standing;
import dev.rollcall.common.inventory.VolatileFacts.AgentWeight;
import dev.rollcall.common.inventory.VolatileFacts.Restraint;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every minute at what the agent's process and the programs that it started used, and does
 * what the rules say; those of jobs are what somebody asked for, and while one runs none counts.
 * Safe for use by many threads; has a thread of the system, so that it also runs where all others
 * are busy.
 */
public final class Watchdog implements AutoCloseable {

    /** How long a window is. */
    public static final Duration WINDOW = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final Duration TOLD_AFTER_RESTART = Duration.ofDays(1);
    private static final int LAST_OF_ALL = 19;

    /**
     * What the watchdog knows of the agent around it.
     *
     * @param serverTime as far as it is known
     * @param nanoTime monotonic; also while the device sleeps
     * @param busy whether a job is being carried out
     * @param begun how many jobs were, up to now
     * @param restart ends the process so that its service starts it again; must not block
     */
    public record Reins(
            InstantSource serverTime,
            LongSupplier nanoTime,
            BooleanSupplier busy,
            LongSupplier begun,
            Runnable restart) {}

    /**
     * What the last window was, for other threads; the processor's share is absent if not known.
     */
    private record Told(Optional<Integer> processorPermille, Optional<Long> resident) {}

    private final Ceilings ceilings;
    private final Duration window;
    private final Duration alive;
    private final OwnProcess process;
    private final ChildProcesses children;
    private final WatchdogFile file;
    private final Reins reins;
    private final long began;
    private final Thread thread;

    // of the watchdog's own thread
    private long lookedAt;
    private Optional<Duration> processorThen;
    private Optional<ChildProcesses.Weight> childrenThen;
    private long begunThen;
    private boolean busyThen;
    private Optional<Long> gaveBackAt = Optional.empty();

    private volatile int niceBefore;

    private volatile Standing standing = Standing.FREE;
    private volatile Optional<Told> latest = Optional.empty();

    private Watchdog(
            Ceilings ceilings,
            Duration window,
            Duration alive,
            OwnProcess process,
            WatchdogFile file,
            Reins reins) {
        this.ceilings = ceilings;
        this.window = window;
        this.alive = alive;
        this.process = process;
        this.file = file;
        this.reins = reins;
        this.began = reins.nanoTime().getAsLong();
        this.lookedAt = began;
        this.processorThen = process.processorTime();
        this.children = process.children();
        this.childrenThen = children.weigh();
        this.begunThen = reins.begun().getAsLong();
        this.busyThen = reins.busy().getAsBoolean();
        this.thread = Thread.ofPlatform().daemon().name("watchdog").unstarted(this::watch);
    }

    /** Watches from now on. */
    public static Watchdog start(
            Ceilings ceilings, OwnProcess process, WatchdogFile file, Reins reins) {
        return start(ceilings, WINDOW, Duration.ZERO, process, file, reins);
    }

    /** With windows of another length, in a process that has lived for so long. */
    static Watchdog start(
            Ceilings ceilings,
            Duration window,
            Duration alive,
            OwnProcess process,
            WatchdogFile file,
            Reins reins) {
        var watchdog = new Watchdog(ceilings, window, alive, process, file, reins);
        watchdog.thread.start();
        return watchdog;
    }

    /** Whether no inventory is to be made but one that somebody asks for. */
    public boolean pausesInventory() {
        return standing.restraint()
                .filter(restraint -> restraint.compareTo(Restraint.INVENTORY_PAUSED) >= 0)
                .isPresent();
    }

    /** What the server is told; nothing before the first window is over. */
    public Optional<AgentWeight> weight() {
        return latest.map(told -> {
            var now = standing;
            var restarted = now.restraint().isPresent() ? Optional.<Last>empty() : restarted();
            return new AgentWeight(
                    told.processorPermille(),
                    told.resident(),
                    now.restraint().or(() -> restarted.map(Last::what)),
                    now.because().or(() -> restarted.map(Last::because)));
        });
    }

    private Optional<Last> restarted() {
        var now = reins.serverTime().instant();
        return file.read()
                .filter(last -> last.what() == Restraint.RESTARTED)
                .filter(last -> now.isBefore(last.at().plus(TOLD_AFTER_RESTART)));
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(window);
                look();
            }
        } catch (InterruptedException e) {
            // the agent ends
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            long now = reins.nanoTime().getAsLong();
            var used = used(now);
            latest =
                    Optional.of(
                            new Told(
                                    processorThen.map(_ -> used.processorPermille()),
                                    used.resident()));
            var before = standing;
            var lived = alive.plusNanos(now - began);
            var next = WeightRules.next(before, used, ceilings, lived, reins.busy().getAsBoolean());
            standing = next;
            if (!next.restraint().equals(before.restraint())) {
                act(before, next);
            }
            var since = gaveBackAt.map(at -> Duration.ofNanos(now - at));
            if (WeightRules.givesBack(used, since)) {
                process.giveBackFiles();
                gaveBackAt = Optional.of(now);
            }
        } catch (RuntimeException e) {
            // a boundary: what could not be looked at now is looked at again
            LOG.warn("the agent's own weight is not known", e);
        }
    }

    private Usage used(long now) {
        var processor = process.processorTime();
        var spent = processor.flatMap(is -> processorThen.map(is::minus)).orElse(Duration.ZERO);
        var started = ofChildren();
        var used =
                new Usage(
                        Duration.ofNanos(Math.max(1, now - lookedAt)),
                        spent.plus(started.processor()),
                        process.resident().map(own -> own + started.resident()),
                        process.residentOfFiles());
        processorThen = processor;
        lookedAt = now;
        return used;
    }

    /** In this window; nothing where a job ran in it, whose programs cannot be told from ours. */
    private ChildProcesses.Weight ofChildren() {
        var now = children.weigh();
        var then = childrenThen;
        long begun = reins.begun().getAsLong();
        boolean busy = reins.busy().getAsBoolean();
        boolean job = busy || busyThen || begun != begunThen;
        childrenThen = now;
        begunThen = begun;
        busyThen = busy;
        if (job || now.isEmpty() || then.isEmpty()) {
            return new ChildProcesses.Weight(Duration.ZERO, 0);
        }
        var more = now.get().processor().minus(then.get().processor());
        return new ChildProcesses.Weight(
                more.isNegative() ? Duration.ZERO : more, now.get().resident());
    }

    private void act(Standing before, Standing next) {
        var because = next.because().or(before::because).orElse("");
        if (next.restraint().isEmpty()) {
            LOG.info("the agent is within its ceilings again");
            process.beNice(niceBefore);
            file.read()
                    .map(last ->
                            new Last(
                                    last.what(),
                                    last.at(),
                                    last.because(),
                                    Optional.of(reins.serverTime().instant())))
                    .ifPresent(file::write);
            return;
        }
        var restraint = next.restraint().get();
        LOG.warn("the agent restrains itself how={} because=\"{}\"", restraint, because);
        file.write(new Last(restraint, reins.serverTime().instant(), because, Optional.empty()));
        if (before.restraint().isEmpty()) {
            niceBefore = process.nice().orElse(0);
            process.beNice(LAST_OF_ALL);
            System.gc();
            process.giveBackFiles();
        }
        if (restraint == Restraint.RESTARTED) {
            reins.restart().run();
        }
    }

    /** Looks no more, and leaves a process that goes on as it was. */
    @Override
    public void close() {
        thread.interrupt();
        if (standing.restraint().isPresent()) {
            process.beNice(niceBefore);
        }
    }
}
