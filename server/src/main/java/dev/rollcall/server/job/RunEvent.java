package dev.rollcall.server.job;

import dev.rollcall.common.job.Outcome;

/** What can happen to a run. */
sealed interface RunEvent {

    /** Its order is handed to the agent. */
    record Leased() implements RunEvent {}

    /** The agent did not confirm before the lease ended. */
    record LeaseLapsed() implements RunEvent {}

    /** The agent says it has persisted it. */
    record Acknowledged() implements RunEvent {}

    /** The agent says that it has begun. */
    record Began() implements RunEvent {}

    /** The agent lost the journal in which it had persisted it. */
    record Forgotten() implements RunEvent {}

    /** The agent says how it ended, or that the device is busy. */
    record Reported(Outcome outcome) implements RunEvent {}

    /** An administrator takes the job back. @param everLeased whether an agent may have it */
    record Withdrawn(boolean everLeased) implements RunEvent {}

    /** Its expiry passed; with the skew on top, where an agent may have it. */
    record Expired() implements RunEvent {}

    /** The enrollment was retired, revoked or superseded. */
    record EnrollmentEnded() implements RunEvent {}
}
