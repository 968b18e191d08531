package dev.rollcall.server.job;

import dev.rollcall.common.job.Outcome;
import java.util.Optional;

/** Says where an event leads a run. Pure: this switch is the whole state machine. */
final class RunMoves {

    private RunMoves() {}

    /**
     * The state after the event; empty when the event does not apply, because it came too late or
     * twice.
     */
    static Optional<RunState> after(RunState from, RunEvent event) {
        return switch (event) {
            case RunEvent.Leased() ->
                    when(from == RunState.QUEUED || from == RunState.LEASED, RunState.LEASED);
            case RunEvent.LeaseLapsed() -> when(from == RunState.LEASED, RunState.QUEUED);
            // queued too: the lease lapsed, or the server was restored from before it
            case RunEvent.Acknowledged() ->
                    when(from == RunState.QUEUED || from == RunState.LEASED, RunState.ACKNOWLEDGED);
            // not acknowledged: its acknowledgement was lost, or a restore forgot it
            case RunEvent.Began() ->
                    when(from.open() && from != RunState.RUNNING, RunState.RUNNING);
            case RunEvent.Forgotten() ->
                    when(
                            from == RunState.ACKNOWLEDGED || from == RunState.RUNNING,
                            RunState.QUEUED);
            case RunEvent.Reported(var outcome) -> reported(from, outcome);
            case RunEvent.Withdrawn(var everLeased) ->
                    when(from == RunState.QUEUED && !everLeased, RunState.CANCELLED);
            case RunEvent.Expired() -> when(from.open(), RunState.EXPIRED);
            case RunEvent.EnrollmentEnded() -> when(from.open(), RunState.VOID);
        };
    }

    private static Optional<RunState> reported(RunState from, Outcome outcome) {
        if (from.terminal()) {
            return Optional.empty();
        }
        return switch (outcome) {
            case SUCCEEDED, FAILED, INTERRUPTED, UNSUPPORTED, REFUSED -> Optional.of(RunState.DONE);
            case CANCELLED -> Optional.of(RunState.CANCELLED);
            // the device is busy: it is handed out again later
            case NOT_NOW -> when(from.open(), RunState.QUEUED);
        };
    }

    private static Optional<RunState> when(boolean applies, RunState to) {
        return applies ? Optional.of(to) : Optional.empty();
    }
}
