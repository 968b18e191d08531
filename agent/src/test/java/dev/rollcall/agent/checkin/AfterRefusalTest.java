package dev.rollcall.agent.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.checkin.Situation.State;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.common.protocol.Refused.Reaction;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AfterRefusalTest {

    @ParameterizedTest
    @CsvSource({
        "RETRY_LATER,       , ASKED_TO_WAIT,    PT1M",
        "RETRY_LATER, PT5M  , ASKED_TO_WAIT,    PT5M",
        "RETRY_LATER, PT0S  , ASKED_TO_WAIT,    PT1S",
        "RETRY_LATER, P400D , ASKED_TO_WAIT,    P1D",
        "RE_ENROLL,         , NEEDS_ENROLLMENT, PT1H",
        "RE_ENROLL,   PT2H  , NEEDS_ENROLLMENT, PT2H",
        "UPGRADE,           , NEEDS_UPGRADE,    PT1H",
        "STOP,              , STOPPED,          ",
        "STOP,        PT12H , STOPPED,          PT12H",
    })
    void eachReactionHasItsConsequence(
            Reaction reaction, Duration asked, State state, Duration pause) {
        var refused = new Refused("code", reaction, Optional.ofNullable(asked), "Because.");

        assertThat(AfterRefusal.of(refused))
                .isEqualTo(new AfterRefusal(state, Optional.ofNullable(pause)));
    }
}
