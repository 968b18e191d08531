package dev.rollcall.server.job;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * What somebody asks for.
 *
 * @param query the words that selected the targets, kept for the reader
 * @param times in order: not before, deadline, expiry
 */
public record JobRequest(
        DistrictId district, Action action, Urgency urgency, String query, Asker by, Times times) {

    /** Who asks. @param id stable @param name for the reader */
    public record Asker(String id, String name) {}

    /**
     * When it may run.
     *
     * @param deadline after which an unanswered run is called silent or, where it has begun, late
     * @param expires after which no agent accepts it
     */
    public record Times(Instant notBefore, Instant deadline, Instant expires) {

        /** An order is no standing permission. */
        public static final Duration LONGEST = Duration.ofDays(90);

        public static final Duration EXPIRES_AFTER = Duration.ofDays(7);
        public static final Duration DEADLINE_AFTER = Duration.ofDays(1);

        public Times {
            notBefore = notBefore.truncatedTo(ChronoUnit.MILLIS);
            deadline = deadline.truncatedTo(ChronoUnit.MILLIS);
            expires = expires.truncatedTo(ChronoUnit.MILLIS);
            if (!notBefore.isBefore(deadline)
                    || deadline.isAfter(expires)
                    || Duration.between(notBefore, expires).compareTo(LONGEST) > 0) {
                throw new Problem(
                        ProblemCode.INVALID_VALUE,
                        "The deadline must come after the start and not after the expiry, and the"
                                + " expiry at most 90 days after the start.");
            }
        }

        /** From now on, silent after a day, expired after a week. */
        public static Times from(Instant now) {
            return new Times(now, now.plus(DEADLINE_AFTER), now.plus(EXPIRES_AFTER));
        }
    }

    public JobRequest {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(urgency, "urgency");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(times, "times");
        if (action instanceof Action.Unsupported) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "The action is not one of "
                            + String.join(", ", Action.NAMES)
                            + ", or a field of it is wrong.");
        }
        if (query.length() > 4000) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE, "The query is longer than 4000 characters.");
        }
    }
}
