package dev.rollcall.server.job;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.server.storage.PlainText;
import dev.rollcall.server.storage.Prepared;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A reported outcome as it is kept: hostile text made plain, sizes and times bounded, and the end
 * said in server time.
 *
 * @param endedAt receipt minus the age as sent, never before the run could start
 * @param availableAt when it is handed out next, for a device that was busy
 */
record OutcomeRow(
        RunId run,
        RunState from,
        RunState to,
        RunOutcome said,
        String message,
        Duration took,
        Optional<Instant> endedAt,
        Instant receivedAt,
        Instant availableAt,
        boolean late) {

    static final String UPDATE =
            """
            UPDATE job_run SET state = ?, leased_ever = TRUE, lease_until = NULL, outcome = ?,
                exit_code = ?, message = ?, took_ms = ?, ended_at = ?, received_at = ?,
                settled_at = ?, available_at = ?, late = ?, output_total = ?, output_kept = ?
            WHERE district_id = ? AND id = ? AND state = ?
            """;

    /** A device that said "not now" is asked again after this long. */
    static final Duration ASK_AGAIN = Duration.ofMinutes(30);

    /** Nothing lasts longer: keeps arithmetic on what a device claims from overflowing. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    static OutcomeRow of(RunOutcome said, RunState to, Runs.Standing standing, Instant now) {
        var busy = said.outcome() == Outcome.NOT_NOW;
        return new OutcomeRow(
                said.run(),
                standing.state(),
                to,
                said,
                PlainText.line(said.message(), RunOutcome.MAX_MESSAGE),
                bounded(said.took()),
                said.age().map(age -> ended(age, standing, now)),
                now,
                busy ? now.plus(ASK_AGAIN) : standing.availableAt(),
                !busy && now.isAfter(standing.deadline()));
    }

    private static Instant ended(Duration age, Runs.Standing standing, Instant now) {
        var ended = now.minus(bounded(age));
        return ended.isBefore(standing.availableAt()) ? standing.availableAt() : ended;
    }

    private static Duration bounded(Duration claimed) {
        if (claimed.isNegative()) {
            return Duration.ZERO;
        }
        return claimed.compareTo(LONGEST) > 0 ? LONGEST : claimed;
    }

    /** Adds this row to an {@link #UPDATE}. */
    void add(Prepared update, DistrictId district) {
        var _ =
                update.set(to.word())
                        .set(RunState.word(said.outcome()))
                        .set(said.exitCode().orElse(null))
                        .set(message)
                        .set(took.toMillis())
                        .set(endedAt)
                        .set(receivedAt)
                        .set(to.open() ? Optional.empty() : Optional.of(receivedAt))
                        .set(availableAt)
                        .set(late)
                        .set(said.outputTotal())
                        .set(Math.min(said.outputKept(), RunOutputs.MOST_KEPT))
                        .set(district.value())
                        .set(run.value())
                        .set(from.word())
                        .add();
    }
}
