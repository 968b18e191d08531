package dev.rollcall.common.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KillPointTest {

    @Test
    void isReachedAtItsFirstPassingOnly() {
        var point = KillPoint.parse("journal.accepted.after-fsync");

        assertThat(point.reached("journal.accepted.before-fsync")).isFalse();
        assertThat(point.reached("journal.accepted.after-fsync")).isTrue();
        assertThat(point.reached("journal.accepted.after-fsync")).isFalse();
    }

    @Test
    void countsPassings() {
        var point = KillPoint.parse("run.acted:3");

        assertThat(point.reached("run.acted")).isFalse();
        assertThat(point.reached("run.acted")).isFalse();
        assertThat(point.reached("run.acted")).isTrue();
    }

    @Test
    void doesNothingUnlessAskedFor() {
        KillPoint.pass("run.acted");
    }
}
