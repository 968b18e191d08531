package dev.rollcall.server.job;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.server.storage.PlainText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.statement.PreparedBatch;

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
            UPDATE job_run SET state = :to, leased_ever = TRUE, lease_until = NULL, outcome = :outcome,
                exit_code = :exitCode, message = :message, took_ms = :took, ended_at = :endedAt,
                received_at = :receivedAt, settled_at = :settledAt, available_at = :availableAt,
                late = :late, output_total = :outputTotal, output_kept = :outputKept
            WHERE district_id = :district AND id = :id AND state = :from
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

    void bind(PreparedBatch batch, DistrictId district) {
        batch.bind("district", district)
                .bind("id", run)
                .bind("from", from.word())
                .bind("to", to.word())
                .bind("outcome", RunState.word(said.outcome()))
                .bind("exitCode", said.exitCode())
                .bind("message", message)
                .bind("took", took.toMillis())
                .bind("endedAt", endedAt)
                .bind("receivedAt", receivedAt)
                .bind("settledAt", to.open() ? Optional.<Instant>empty() : Optional.of(receivedAt))
                .bind("availableAt", availableAt)
                .bind("late", late)
                .bind("outputTotal", said.outputTotal())
                .bind("outputKept", Math.min(said.outputKept(), RunOutputs.MOST_KEPT))
                .add();
    }
}
