package dev.rollcall.server.job;

import dev.rollcall.common.job.Action;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What would happen: counts before anything is asked. Pure over what was selected.
 *
 * @param selection names the exact set of devices; a confirmation says it back
 * @param runs that would be made: on devices that know the action, and on those never seen
 * @param neverSeen among the runs: nobody knows yet what their agents can do
 * @param tooOld devices left out because their agent does not know the action
 * @param withoutEnrollment devices left out because nothing living answers for them
 */
public record JobPreview(
        Digest selection, int runs, int neverSeen, int tooOld, int withoutEnrollment) {

    static JobPreview of(Targets.Selection selected, Action action) {
        var able = able(selected, action);
        return new JobPreview(
                fingerprint(able),
                able.size(),
                (int)
                        selected.targets().stream()
                                .filter(target -> target.actions().isEmpty())
                                .count(),
                selected.targets().size() - able.size(),
                selected.withoutEnrollment());
    }

    static List<EnrolledDevice> able(Targets.Selection selected, Action action) {
        return selected.targets().stream()
                .filter(target -> target.actions().map(a -> a.contains(action.name())).orElse(true))
                .map(Targets.Target::device)
                .toList();
    }

    /** Holds a confirmation against what is selected now; a difference is a conflict. */
    void confirm(Digest confirmed, int expectedRuns) {
        if (!confirmed.equals(selection) || expectedRuns != runs) {
            throw new Problem(
                    ProblemCode.CONFLICT,
                    "The selection changed: "
                            + expectedRuns
                            + " runs were confirmed, "
                            + runs
                            + " would be made now. Look at the preview again.",
                    Map.of("confirmedRuns", expectedRuns, "runs", runs));
        }
    }

    private static Digest fingerprint(List<EnrolledDevice> devices) {
        return Digest.of(
                devices.stream()
                        .map(device -> device.enrollment().toString())
                        .sorted()
                        .collect(Collectors.joining("\n")));
    }
}
