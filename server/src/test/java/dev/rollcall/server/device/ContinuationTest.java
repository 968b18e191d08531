package dev.rollcall.server.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.server.device.Continuation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContinuationTest {

    private final Random random = new Random(3);

    @ParameterizedTest(name = "given {0} then {1}, echoed {2}: {3}")
    @CsvSource({
        ",, ,                  FIRST",
        ",, anything,          FIRST",
        ", one, one,           CURRENT",
        ", one, ,              PREVIOUS",
        ", one, other,         FORK_SUSPECTED",
        "one, two, two,        CURRENT",
        "one, two, one,        PREVIOUS",
        "one, two, ,           FORK_SUSPECTED",
        "one, two, zero,       FORK_SUSPECTED"
    })
    void judgesWhatIsEchoed(String before, String current, String echoed, Verdict expected) {
        var given =
                Optional.ofNullable(current)
                        .map(c -> new Continuation(c, Optional.ofNullable(before)));

        assertThat(Continuation.judge(given, Optional.ofNullable(echoed))).isEqualTo(expected);
    }

    @Test
    void aLostReplyIsNoForkHoweverOftenItIsLost() {
        var given = Optional.of(Continuation.next(Optional.empty(), Optional.empty(), random));
        var held = Optional.of(given.get().current());
        for (int lost = 0; lost < 5; lost++) {
            assertThat(Continuation.judge(given, held)).isNotEqualTo(Verdict.FORK_SUSPECTED);
            given = Optional.of(Continuation.next(given, held, random));
        }
    }

    @Test
    void twoDevicesOnOneKeyAreSuspectedInEveryRound() {
        var given = Optional.of(Continuation.next(Optional.empty(), Optional.empty(), random));
        var held = new ArrayList<>(List.of(given.get().current(), given.get().current()));
        int suspected = 0;
        for (int turn = 0; turn < 9; turn++) {
            var echoed = Optional.of(held.get(turn % 2));
            if (Continuation.judge(given, echoed) == Verdict.FORK_SUSPECTED) {
                suspected++;
            }
            given = Optional.of(Continuation.next(given, echoed, random));
            held.set(turn % 2, given.get().current());
        }

        assertThat(suspected).isEqualTo(4);
    }

    @Test
    void aHostileFirstEchoIsNotKept() {
        var next = Continuation.next(Optional.empty(), Optional.of("\0evil"), random);

        assertThat(next.before()).isEmpty();
        assertThat(next.current()).matches("[0-9a-f]{32}");
    }
}
