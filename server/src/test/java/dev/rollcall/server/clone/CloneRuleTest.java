package dev.rollcall.server.clone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.server.clone.CloneRule.Decision;
import dev.rollcall.server.clone.CloneRule.Decision.Keep;
import dev.rollcall.server.clone.CloneRule.Decision.Leave;
import dev.rollcall.server.clone.CloneRule.Decision.Wait;
import dev.rollcall.server.device.Boots;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Minutes are counted from when the first copy was seen. */
class CloneRuleTest {

    private static final Instant BEGIN = Instant.parse("2026-09-07T07:51:00Z");

    @Test
    void whoIsSeenBesideAnotherLeaves() {
        var a = copy("a", 0, 2);
        var b = copy("b", 1, 3);

        assertThat(decide(a, 3, a, b)).isEqualTo(new Leave());
        assertThat(decide(b, 3, a, b)).isEqualTo(new Leave());
    }

    @Test
    void whoHasNotSeenAnotherYetAsksAgainSoon() {
        var b = copy("b", 3, 3);

        assertThat(decide(b, 3, copy("a", 0, 2), b)).isEqualTo(new Wait(Duration.ofMinutes(1)));
    }

    @Test
    void theLastOneWaitsUntilItIsQuietAndThenKeepsTheRecord() {
        var gone = left("a", 0, 4);
        var last = copy("b", 1, 10);

        assertThat(decide(last, 10, gone, last)).isEqualTo(new Wait(Duration.ofMinutes(1)));
        assertThat(decide(last, 43, gone, last)).isEqualTo(new Wait(Duration.ofMinutes(1)));
        assertThat(decide(last, 44, gone, last)).isEqualTo(new Keep());
    }

    @Test
    void theLastOneThatRestartsIsNotDrivenOutByTheBootBefore() {
        var gone = left("a", 0, 4);
        var before = copy("b", 1, 20);
        var after = copy("c", 22, 23);

        assertThat(decide(after, 23, gone, before, after)).isInstanceOf(Wait.class);
        assertThat(decide(after, 43, gone, before, after)).isInstanceOf(Wait.class);
        assertThat(decide(after, 44, gone, before, after)).isEqualTo(new Keep());
    }

    @Test
    void aLateCopyDrivesOutWhoeverAsksFirst() {
        var gone = left("a", 0, 4);
        var last = copy("b", 1, 30);
        var late = copy("c", 25, 29);

        assertThat(decide(late, 30, gone, last, late)).isEqualTo(new Leave());
        assertThat(decide(last, 30, gone, last, late)).isEqualTo(new Leave());
    }

    @Test
    void aCopyThatWasSwitchedOffDoesNotKeepTheLastOneWaiting() {
        var off = copy("a", 0, 5);
        var last = copy("b", 1, 70);

        assertThat(decide(last, 66, off, last)).isEqualTo(new Keep());
        assertThat(decide(last, 60, off, last)).isEqualTo(new Leave());
    }

    @Test
    void aMachineThatIsNeverOnForLongKeepsTheRecordInTheEnd() {
        var gone = left("a", 0, 4);

        var last = copy("e", 44, 45);
        assertThat(
                        decide(
                                last,
                                45,
                                gone,
                                copy("b", 1, 12),
                                copy("c", 15, 22),
                                copy("d", 30, 41),
                                last))
                .isEqualTo(new Keep());
    }

    @Test
    void asManyWaitAsWereSeenBesideEachOther() {
        var gone = left("a", 0, 4);

        assertThat(CloneRule.waiting(List.of(gone))).isZero();
        assertThat(CloneRule.waiting(List.of(gone, copy("b", 1, 9), copy("c", 2, 8)))).isEqualTo(2);
        // one that restarted three times, beside one that did not
        assertThat(
                        CloneRule.waiting(
                                List.of(
                                        copy("b", 1, 5),
                                        copy("c", 6, 9),
                                        copy("d", 10, 20),
                                        copy("x", 2, 20))))
                .isEqualTo(2);
    }

    @Test
    void whoIsChosenKeepsTheRecordAtOnceAndTheOthersLeave() {
        var a = copy("a", 0, 3);
        var b = copy("b", 1, 3);

        assertThat(chosen("a", a, 3, a, b)).isEqualTo(new Keep());
        assertThat(chosen("a", b, 3, a, b)).isEqualTo(new Leave());
    }

    @Test
    void whoMayBeTheChosenOneAfterARestartWaits() {
        var a = copy("a", 0, 3);
        var b = copy("b", 1, 4);
        var after = copy("c", 5, 5);

        assertThat(chosen("a", after, 5, a, b, after)).isEqualTo(new Wait(Duration.ofMinutes(1)));
    }

    @Test
    void aChoiceLapsesWithTheBootThatItNames() {
        var a = copy("a", 0, 3);
        var b = copy("b", 1, 64);

        assertThat(chosen("a", b, 63, a, b)).isEqualTo(new Leave());
        assertThat(chosen("a", b, 64, a, b)).isEqualTo(new Keep());
        assertThat(chosen("a", b, 3, left("a", 0, 2), b))
                .isEqualTo(decide(b, 3, left("a", 0, 2), b));
        assertThat(chosen("never", b, 3, a, b)).isEqualTo(new Leave());
    }

    @Test
    void onlyABootThatNobodyJudgedIsNews() {
        var a = new Boots.Boot("a", at(0), Optional.of(at(1)));
        var b = new Boots.Boot("b", at(0), Optional.of(at(1)));
        var never = new Boots.Boot("c", at(0), Optional.empty());

        assertThat(CloneRule.isNews(Set.of("a", "b"), List.of(b), "a")).isFalse();
        assertThat(CloneRule.isNews(Set.of("a", "b"), List.of(b, never), "a")).isFalse();
        assertThat(CloneRule.isNews(Set.of("a", "b"), List.of(a, b), "c")).isTrue();
        assertThat(CloneRule.isNews(Set.of("a"), List.of(b), "a")).isTrue();
        assertThat(CloneRule.isNews(Set.of(), List.of(b), "a")).isTrue();
    }

    private static Decision chosen(String keeper, Copy me, int minute, Copy... all) {
        return CloneRule.decide(List.of(all), me, Optional.of(keeper), at(minute));
    }

    private static Decision decide(Copy me, int minute, Copy... all) {
        return CloneRule.decide(List.of(all), me, at(minute));
    }

    private static Copy copy(String boot, int first, int last) {
        return new Copy(
                boot, at(first), at(last), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Copy left(String boot, int first, int at) {
        return new Copy(
                boot, at(first), at(at), Optional.of(at(at)), Optional.empty(), Optional.empty());
    }

    private static Instant at(int minute) {
        return BEGIN.plus(Duration.ofMinutes(minute));
    }
}
