package dev.rollcall.agent.weight;

import dev.rollcall.common.inventory.VolatileFacts.Restraint;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Decides from what was used how the agent restrains itself. Pure. */
final class WeightRules {

    /** Of windows over a ceiling, one after the other; the first only slows down. */
    private static final int PAUSES_AFTER = 2;

    private static final int RESTARTS_AFTER = 5;
    private static final int CALM_AFTER = 3;

    /** A restart that did not help is not tried again at once. */
    private static final Duration LEAST_LIFE = Duration.ofMinutes(30);

    /** What the start alone needed is more than this; what an agent at rest touches is a third. */
    private static final long WORTH_GIVING_BACK = 24_000_000;

    private static final Duration BETWEEN_GIVING_BACK = Duration.ofMinutes(50);
    private static final int AT_REST_PERMILLE = 50;

    private WeightRules() {}

    /**
     * Where the agent stands.
     *
     * @param restraint absent where the agent is free
     * @param over windows over a ceiling, without one within both between them
     * @param calm windows within both since then
     */
    record Standing(Optional<Restraint> restraint, int over, int calm, Optional<String> because) {

        static final Standing FREE = new Standing(Optional.empty(), 0, 0, Optional.empty());
    }

    /**
     * The next standing.
     *
     * @param alive since the process started
     * @param busy whether a job is being carried out here, which a restart would interrupt
     */
    static Standing next(
            Standing before, Usage used, Ceilings ceilings, Duration alive, boolean busy) {
        var because = because(used, ceilings);
        if (because.isEmpty()) {
            return calmer(before);
        }
        int over = before.over() + 1;
        boolean mayRestart = !busy && alive.compareTo(LEAST_LIFE) >= 0;
        var restraint =
                over >= RESTARTS_AFTER && mayRestart
                        ? Restraint.RESTARTED
                        : over >= PAUSES_AFTER ? Restraint.INVENTORY_PAUSED : Restraint.SLOWED;
        return new Standing(Optional.of(restraint), over, 0, because);
    }

    private static Standing calmer(Standing before) {
        return before.restraint().isEmpty() || before.calm() + 1 >= CALM_AFTER
                ? Standing.FREE
                : new Standing(before.restraint(), 0, before.calm() + 1, before.because());
    }

    private static Optional<String> because(Usage used, Ceilings ceilings) {
        return used.resident()
                .filter(bytes -> bytes > ceilings.memoryBytes())
                .map(bytes ->
                        "%d MB of memory, of at most %d"
                                .formatted(
                                        bytes / Ceilings.MEGABYTE,
                                        ceilings.memoryBytes() / Ceilings.MEGABYTE))
                .or(() -> processor(used, ceilings));
    }

    private static Optional<String> processor(Usage used, Ceilings ceilings) {
        return used.processorPermille() <= ceilings.processorPercent() * 10
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "%.1f %% of a processor over %d s, of at most %d %%",
                                used.processorPermille() / 10.0,
                                used.window().toSeconds(),
                                ceilings.processorPercent()));
    }

    /**
     * Whether what was read from files is given back now: at rest, where it is much, and not again
     * and again, since some of it is read anew.
     *
     * @param since it was done; empty where it never was
     */
    static boolean givesBack(Usage used, Optional<Duration> since) {
        return used.processorPermille() <= AT_REST_PERMILLE
                && used.ofFiles().filter(bytes -> bytes > WORTH_GIVING_BACK).isPresent()
                && since.filter(passed -> passed.compareTo(BETWEEN_GIVING_BACK) < 0).isEmpty();
    }
}
