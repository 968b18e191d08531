package dev.rollcall.server.job;

import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.job.JobRequest.Times;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What the routes of this room read and write. */
final class JobBodies {

    private JobBodies() {}

    /** Asks what a job would do. */
    record Preview(JsonNode action, String query) {

        Preview {
            Objects.requireNonNull(action, "action");
            query = Objects.requireNonNullElse(query, "");
        }
    }

    /**
     * Asks for a job.
     *
     * @param selection from the preview that is confirmed
     * @param runs from the preview that is confirmed
     */
    record Create(
            JsonNode action,
            String query,
            Digest selection,
            Integer runs,
            Optional<Urgency> urgency,
            Optional<Instant> notBefore,
            Optional<Instant> deadline,
            Optional<Instant> expires) {

        Create {
            Objects.requireNonNull(action, "action");
            query = Objects.requireNonNullElse(query, "");
            Objects.requireNonNull(selection, "selection");
            Objects.requireNonNull(runs, "runs");
            urgency = Objects.requireNonNullElse(urgency, Optional.empty());
            notBefore = Objects.requireNonNullElse(notBefore, Optional.empty());
            deadline = Objects.requireNonNullElse(deadline, Optional.empty());
            expires = Objects.requireNonNullElse(expires, Optional.empty());
        }

        Times times(Instant now) {
            return JobBodies.times(now, notBefore, deadline, expires);
        }
    }

    /** Asks again where it failed. @param failed must be true: nothing else can be asked again */
    record Retry(boolean failed, Optional<Instant> deadline, Optional<Instant> expires) {

        Retry {
            deadline = Objects.requireNonNullElse(deadline, Optional.empty());
            expires = Objects.requireNonNullElse(expires, Optional.empty());
            if (!failed) {
                throw new IllegalArgumentException("failed: true expected");
            }
        }

        Times times(Instant now) {
            return JobBodies.times(now, Optional.empty(), deadline, expires);
        }
    }

    /** A job and how it stands, as far as the caller may see. @param line the summary in words */
    record Shown(Job job, JobSummary summary, String line) {

        static Shown of(Job job, JobSummary summary) {
            return new Shown(job, summary, summary.line());
        }
    }

    /**
     * What a run printed.
     *
     * @param total bytes it printed
     * @param kept bytes the agent kept of them
     * @param complete whether all that was kept has arrived
     * @param text as UTF-8; what is not, is replaced
     */
    record OutputShown(
            long total,
            int kept,
            boolean complete,
            boolean cut,
            Optional<Outcome> outcome,
            String text) {

        static OutputShown of(RunOutputs.Output output, RunView run) {
            return new OutputShown(
                    output.total(),
                    output.kept(),
                    output.complete(),
                    output.cut(),
                    run.outcome(),
                    new String(output.text().toArray(), StandardCharsets.UTF_8));
        }
    }

    static Action action(JsonNode tree) {
        var action = Action.read(tree);
        if (action instanceof Action.Unsupported) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "The action is not one of "
                            + String.join(", ", Action.NAMES)
                            + ", or a field of it is wrong.",
                    Map.of("field", "action"));
        }
        return action;
    }

    /** For the audit. */
    static Map<String, Object> audited(Job job) {
        var said = new LinkedHashMap<String, Object>();
        said.put("number", job.number());
        said.put("action", job.action());
        said.put("urgency", job.urgency());
        said.put("query", job.query());
        said.put("generation", job.generation());
        said.put("runs", job.runs());
        said.put("notBefore", job.notBefore());
        said.put("deadline", job.deadline());
        said.put("expires", job.expires());
        return said;
    }

    /** For the audit: how far a job had come, counts only. */
    static Map<String, Object> stood(Job job, JobSummary summary) {
        var said = new LinkedHashMap<String, Object>();
        job.cancelledAt().ifPresent(at -> said.put("cancelledAt", at));
        said.put("runs", summary.runs());
        said.put("waiting", summary.waiting());
        said.put("succeeded", summary.succeeded());
        said.put("failed", summary.failed());
        said.put("cancelled", summary.cancelled());
        return said;
    }

    private static Times times(
            Instant now,
            Optional<Instant> notBefore,
            Optional<Instant> deadline,
            Optional<Instant> expires) {
        var from = notBefore.filter(start -> start.isAfter(now)).orElse(now);
        var until = expires.orElse(from.plus(Times.EXPIRES_AFTER));
        var usual = from.plus(Times.DEADLINE_AFTER);
        return new Times(from, deadline.orElse(usual.isBefore(until) ? usual : until), until);
    }
}
