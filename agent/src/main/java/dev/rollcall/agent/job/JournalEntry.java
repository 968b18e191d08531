package dev.rollcall.agent.job;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.Id;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.job.Urgency;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** One line of the journal. The names are the file format and never change. */
@JsonTypeInfo(use = Id.NAME, property = "entry")
@JsonSubTypes({
    @Type(name = "begun", value = JournalEntry.Begun.class),
    @Type(name = "lost", value = JournalEntry.Lost.class),
    @Type(name = "floor", value = JournalEntry.Floor.class),
    @Type(name = "accepted", value = JournalEntry.Accepted.class),
    @Type(name = "started", value = JournalEntry.Started.class),
    @Type(name = "done", value = JournalEntry.Done.class),
    @Type(name = "recorded", value = JournalEntry.Recorded.class)
})
sealed interface JournalEntry {

    /** The first line: a file without it was lost or cut from the front. */
    record Begun(int format, EnrollmentId enrollment) implements JournalEntry {

        public Begun {
            Objects.requireNonNull(enrollment, "enrollment");
        }

        static Begun by(EnrollmentId enrollment) {
            return new Begun(1, enrollment);
        }
    }

    /** Entries from before this line are missing: what they said is unknown. */
    record Lost() implements JournalEntry {}

    /** Orders from before this server time are never run unless this file knows them. */
    record Floor(Instant until) implements JournalEntry {}

    /**
     * A run was taken on.
     *
     * @param action absent once the run is done and the file was rewritten
     */
    record Accepted(
            RunId run,
            JobId job,
            int generation,
            Urgency urgency,
            Instant expires,
            Optional<Action> action)
            implements JournalEntry {

        public Accepted {
            Objects.requireNonNull(run, "run");
            Objects.requireNonNull(job, "job");
            Objects.requireNonNull(urgency, "urgency");
            Objects.requireNonNull(expires, "expires");
            action = Objects.requireNonNullElse(action, Optional.empty());
        }

        static Accepted of(RunId run, JobOrder job, Action action) {
            return new Accepted(
                    run,
                    job.job(),
                    job.generation(),
                    job.urgency(),
                    job.expires(),
                    Optional.of(action));
        }

        Accepted withoutAction() {
            return new Accepted(run, job, generation, urgency, expires, Optional.empty());
        }
    }

    /** The device is about to be touched. */
    record Started(RunId run) implements JournalEntry {}

    /** How it ended. */
    record Done(RunOutcome outcome) implements JournalEntry {}

    /** The server has the outcome. */
    record Recorded(RunId run) implements JournalEntry {}
}
