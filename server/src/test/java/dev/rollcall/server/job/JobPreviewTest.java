package dev.rollcall.server.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.job.Action;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.job.Targets.Selection;
import dev.rollcall.server.job.Targets.Target;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobPreviewTest {

    private static final Action RESTART = new Action.RestartService("cups.service");
    private static final Target ABLE = target(1, Optional.of(Set.of("restart-service")));
    private static final Target OLD = target(2, Optional.of(Set.of("run-script")));
    private static final Target UNSEEN = target(3, Optional.empty());

    private static Target target(int n, Optional<Set<String>> actions) {
        var id = new UUID(0, n);
        return new Target(
                new EnrolledDevice(
                        new DistrictId(new UUID(0, 0)),
                        new DeviceId(id),
                        new EnrollmentId(id),
                        new UnitId(new UUID(0, 0))),
                actions);
    }

    @Test
    void leavesOutAgentsThatAreTooOldAndSaysHowMany() {
        var selected = new Selection(List.of(ABLE, OLD, UNSEEN), 4);

        var preview = JobPreview.of(selected, RESTART);

        assertThat(preview.runs()).isEqualTo(2);
        assertThat(preview.neverSeen()).isEqualTo(1);
        assertThat(preview.tooOld()).isEqualTo(1);
        assertThat(preview.withoutEnrollment()).isEqualTo(4);
        assertThat(JobPreview.able(selected, RESTART))
                .containsExactly(ABLE.device(), UNSEEN.device());
    }

    @Test
    void aConfirmationHoldsForTheSameDevicesInAnyOrder() {
        var seen = JobPreview.of(new Selection(List.of(ABLE, UNSEEN), 0), RESTART);

        JobPreview.of(new Selection(List.of(UNSEEN, ABLE), 0), RESTART)
                .confirm(seen.selection(), seen.runs());
    }

    @Test
    void aConfirmationOfOtherDevicesIsAConflictEvenWhenThereAreAsMany() {
        var seen = JobPreview.of(new Selection(List.of(ABLE), 0), RESTART);
        var now = JobPreview.of(new Selection(List.of(UNSEEN), 0), RESTART);

        assertThatThrownBy(() -> now.confirm(seen.selection(), 1))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.CONFLICT));
    }
}
