package dev.rollcall.agent.job;

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
import dev.rollcall.common.job.Urgency;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What all entries together say: the fold of a journal. Not safe for use by many threads.
 *
 * <p>A line that names a run without its accepted line was preceded by damage; the run is known all
 * the same, so that it never runs again.
 */
final class JournalState {

    /** Kept past an order's expiry, so that a late second lease is still answered from here. */
    static final Duration KEPT = Duration.ofDays(30);

    private static final JobId UNKNOWN_JOB = new JobId(new UUID(0, 0));
    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    private final EnrollmentId enrollment;
    private final Map<RunId, JournaledRun> runs = new LinkedHashMap<>();
    private boolean lost;
    private Optional<Instant> floor = Optional.empty();

    private JournalState(EnrollmentId enrollment) {
        this.enrollment = enrollment;
    }

    /**
     * From a file's entries; where some are missing, nothing that they may have said is assumed.
     */
    static JournalState of(JournalLine.Replay replay, EnrollmentId enrollment) {
        var state = new JournalState(enrollment);
        replay.entries().forEach(state::apply);
        if (owner(replay).isEmpty() || !replay.intact()) {
            state.apply(new Lost());
        }
        return state;
    }

    /** Nothing to remember yet. */
    static JournalState fresh(EnrollmentId enrollment) {
        return new JournalState(enrollment);
    }

    /** Whose file it is; empty where its first line does not say so. */
    static Optional<EnrollmentId> owner(JournalLine.Replay replay) {
        return replay.entries().stream()
                .findFirst()
                .filter(Begun.class::isInstance)
                .map(first -> ((Begun) first).enrollment());
    }

    void apply(JournalEntry entry) {
        switch (entry) {
            case Begun ignored -> {}
            case Lost ignored -> lose();
            case Floor(var until) -> {
                floor = Optional.of(until);
                lost = false;
            }
            case Accepted accepted -> runs.putIfAbsent(accepted.run(), JournaledRun.of(accepted));
            case Started(var run) -> put(known(run).in(State.STARTED));
            case Done(var outcome) -> put(known(outcome.run()).done(outcome));
            case Recorded(var run) -> recorded(known(run));
        }
    }

    Optional<JournaledRun> find(RunId run) {
        return Optional.ofNullable(runs.get(run));
    }

    /** In the order in which they were accepted. */
    List<JournaledRun> runs() {
        return List.copyOf(runs.values());
    }

    /** Those that the server has no outcome of, in the same order. */
    List<JournaledRun> unrecorded() {
        var open = new ArrayList<JournaledRun>();
        for (var run : runs.values()) {
            if (run.state() != State.RECORDED) {
                open.add(run);
            }
        }
        return open;
    }

    /** Whether entries are missing and no order has set the floor yet. */
    boolean lost() {
        return lost;
    }

    Optional<Instant> floor() {
        return floor;
    }

    int newestGeneration(JobId job) {
        return runs.values().stream()
                .map(JournaledRun::accepted)
                .filter(a -> a.job().equals(job))
                .mapToInt(Accepted::generation)
                .max()
                .orElse(0);
    }

    /** Changes what is in memory only. */
    void put(JournaledRun run) {
        runs.put(run.run(), run);
    }

    void forgetExpired(Instant serverNow) {
        runs.values()
                .removeIf(run ->
                        run.state() == State.RECORDED
                                && run.accepted().expires().plus(KEPT).isBefore(serverNow));
    }

    /** The fewest lines that say the same. */
    List<JournalEntry> lines() {
        var lines = new ArrayList<JournalEntry>(List.of(Begun.by(enrollment)));
        floor.ifPresent(until -> lines.add(new Floor(until)));
        runs.values().forEach(run -> lines.addAll(run.lines()));
        if (lost) {
            lines.add(new Lost());
        }
        return lines;
    }

    /** A run that was put off is forgotten: the server sends its order again. */
    private void recorded(JournaledRun run) {
        if (run.putOff()) {
            runs.remove(run.run());
        } else {
            put(run.in(State.RECORDED));
        }
    }

    /** A missing line may have been the start of any run that seems only accepted. */
    private void lose() {
        lost = true;
        runs.replaceAll((id, run) -> run.state() == State.ACCEPTED ? run.in(State.STARTED) : run);
    }

    private JournaledRun known(RunId run) {
        return find(run)
                .orElseGet(() ->
                        JournaledRun.of(
                                new Accepted(
                                        run,
                                        UNKNOWN_JOB,
                                        0,
                                        Urgency.NORMAL,
                                        NEVER,
                                        Optional.empty())));
    }
}
