package dev.rollcall.server.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.server.device.Boots.Boot;
import dev.rollcall.server.device.Boots.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a row of boots says, a letter a check-in and a minute between two. */
class BootsTest {

    private static final Instant MORNING = Instant.parse("2026-09-07T07:51:00Z");

    @Test
    void oneMachineThatRestartsHasOneBootAfterAnother() {
        assertThat(said("abcdefghij")).containsOnly(Verdict.NEW);
    }

    @Test
    void aMachineThatStaysSaysNothingNew() {
        assertThat(said("aaaabbbb")).containsExactly(Verdict.NEW);
    }

    @Test
    void aMachineSetBackToASnapshotOfItsMemoryIsNoClone() {
        assertThat(said("aba")).containsExactly(Verdict.NEW, Verdict.RETURNED);
        assertThat(said("abacada")).doesNotContain(Verdict.TWO_LIVE);
    }

    @Test
    void twoThatTakeTurnsAreTwo() {
        assertThat(said("abab")).containsExactly(Verdict.NEW, Verdict.RETURNED, Verdict.TWO_LIVE);
    }

    @Test
    void aRoomOfClonesShowsWhenItsSecondComesBack() {
        var room = "abcdefghijklmnopqrstuvwxyzABCD";

        var said = said(room + room);

        assertThat(said.subList(0, 29)).containsOnly(Verdict.NEW);
        assertThat(said.get(29)).isEqualTo(Verdict.RETURNED);
        assertThat(said.get(30)).isEqualTo(Verdict.TWO_LIVE);
    }

    @Test
    void whatWasSeenAnHourAgoSaysNothing() {
        var before =
                List.of(
                        new Boot("a", MORNING, Optional.of(MORNING)),
                        new Boot("b", MORNING, Optional.empty()));

        assertThat(Boots.judge(before, "b", MORNING.plus(Duration.ofMinutes(60))))
                .isEqualTo(Verdict.TWO_LIVE);
        assertThat(Boots.judge(before, "b", MORNING.plus(Duration.ofMinutes(61))))
                .isEqualTo(Verdict.NEW);
    }

    /** Keeps boots as the table does. */
    private static List<Verdict> said(String boots) {
        var verdicts = new ArrayList<Verdict>();
        var before = new ArrayList<Boot>();
        var now = MORNING;
        String last = null;
        for (var boot : boots.split("")) {
            if (last != null && !boot.equals(last)) {
                var left = last;
                var seen = now;
                var verdict = Boots.judge(before, boot, now.plus(Duration.ofMinutes(1)));
                verdicts.add(verdict);
                var returned = returnedBefore(before, left);
                before.removeIf(b -> b.id().equals(left));
                before.add(new Boot(left, seen, returned));
                if (verdict != Verdict.NEW) {
                    before.removeIf(b -> b.id().equals(boot));
                    before.add(new Boot(boot, seen, Optional.of(seen.plus(Duration.ofMinutes(1)))));
                }
            }
            now = now.plus(Duration.ofMinutes(1));
            last = boot;
        }
        return verdicts;
    }

    private static Optional<Instant> returnedBefore(List<Boot> before, String boot) {
        return before.stream().filter(b -> b.id().equals(boot)).findFirst().flatMap(Boot::returned);
    }
}
