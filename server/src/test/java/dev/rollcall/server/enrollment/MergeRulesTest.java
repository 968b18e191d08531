package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.server.device.RetiredAs;
import dev.rollcall.server.enrollment.MergeRules.Living;
import dev.rollcall.server.enrollment.MergeRules.Side;
import dev.rollcall.server.enrollment.MergeRules.Verdict;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MergeRulesTest {

    private static final DeviceId NEW = new DeviceId(new UUID(1, 1));
    private static final DeviceId OLD = new DeviceId(new UUID(1, 2));
    private static final EnrollmentId KEY = new EnrollmentId(new UUID(2, 1));
    private static final Optional<Living> LIVES =
            Optional.of(new Living(KEY, Instant.parse("2026-11-02T08:00:00Z")));
    private static final Optional<Living> GONE = Optional.empty();

    @Test
    void theEnrollmentThatLivesGoesOn() {
        assertThat(MergeRules.decide(side(NEW, LIVES), side(OLD, GONE), Optional.empty()))
                .isEqualTo(new Verdict.Join(Optional.empty(), Optional.of(KEY)));
        assertThat(MergeRules.decide(side(NEW, GONE), side(OLD, LIVES), Optional.empty()))
                .isEqualTo(new Verdict.Join(Optional.empty(), Optional.empty()));
        assertThat(MergeRules.decide(side(NEW, GONE), side(OLD, GONE), Optional.empty()))
                .isEqualTo(new Verdict.Join(Optional.empty(), Optional.empty()));
    }

    @Test
    void whereBothLiveAPersonSaysWhichEnds() {
        assertThat(why(side(NEW, LIVES), side(OLD, LIVES), Optional.empty()))
                .contains("both are alive")
                .contains(NEW.toString(), OLD.toString(), "2026-11-02T08:00:00Z");
        assertThat(MergeRules.decide(side(NEW, LIVES), side(OLD, LIVES), Optional.of(OLD)))
                .isEqualTo(new Verdict.Join(Optional.of(OLD), Optional.of(KEY)));
        assertThat(MergeRules.decide(side(NEW, LIVES), side(OLD, LIVES), Optional.of(NEW)))
                .isEqualTo(new Verdict.Join(Optional.of(NEW), Optional.empty()));
    }

    @Test
    void onlyWhatLivesAndIsOneOfTheTwoCanEnd() {
        assertThat(why(side(NEW, LIVES), side(OLD, GONE), Optional.of(OLD)))
                .contains("old has no living enrollment");
        assertThat(
                        why(
                                side(NEW, LIVES),
                                side(OLD, LIVES),
                                Optional.of(new DeviceId(new UUID(1, 3)))))
                .contains("one of the two");
        // it may: then nothing goes on
        assertThat(MergeRules.decide(side(NEW, LIVES), side(OLD, GONE), Optional.of(NEW)))
                .isEqualTo(new Verdict.Join(Optional.of(NEW), Optional.empty()));
    }

    @Test
    void aLinkLeadsToADeviceAtOnce() {
        var plain = side(OLD, GONE);
        var merged =
                new Side(
                        NEW,
                        "new",
                        GONE,
                        Optional.empty(),
                        Optional.of("LHS-0417"),
                        false,
                        Optional.empty());
        var whole =
                new Side(
                        NEW,
                        "new",
                        LIVES,
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        Optional.empty());

        assertThat(why(plain, plain, Optional.empty())).contains("into itself");
        assertThat(why(merged, plain, Optional.empty())).contains("merged into LHS-0417 already");
        assertThat(why(plain, merged, Optional.empty())).contains("merged into LHS-0417 already");
        assertThat(why(whole, plain, Optional.empty())).contains("other records are merged into");
        assertThat(MergeRules.decide(plain, whole, Optional.empty()))
                .isInstanceOf(Verdict.Join.class);
    }

    @Test
    void anIntentOfARecordIsNotHiddenAndSharedKeysComeFirst() {
        for (var as : RetiredAs.values()) {
            var retired =
                    new Side(
                            NEW,
                            "new",
                            GONE,
                            Optional.of(as),
                            Optional.empty(),
                            false,
                            Optional.empty());
            assertThat(why(retired, side(OLD, GONE), Optional.empty()))
                    .contains("retired as " + as.word());
            assertThat(why(side(OLD, LIVES), retired, Optional.empty())).contains("unretire it");
        }
        var cloned =
                new Side(
                        NEW,
                        "new",
                        LIVES,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.of(7));
        assertThat(why(cloned, side(OLD, GONE), Optional.empty())).contains("C-7");
        assertThat(why(side(OLD, GONE), cloned, Optional.empty())).contains("C-7");
    }

    private static Side side(DeviceId id, Optional<Living> living) {
        return new Side(
                id,
                id.equals(NEW) ? "new" : "old",
                living,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    private static String why(Side from, Side into, Optional<DeviceId> end) {
        var verdict = MergeRules.decide(from, into, end);
        assertThat(verdict).isInstanceOf(Verdict.Refuse.class);
        return ((Verdict.Refuse) verdict).why();
    }
}
