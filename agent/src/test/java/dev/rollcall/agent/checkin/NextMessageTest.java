package dev.rollcall.agent.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.checkin.NextMessage.BulkFacts;
import dev.rollcall.agent.checkin.NextMessage.ControlFacts;
import dev.rollcall.agent.checkin.NextMessage.OnBulk;
import dev.rollcall.agent.checkin.NextMessage.OnControl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextMessageTest {

    @ParameterizedTest
    @CsvSource({
        // greeted, due, news, report, renewal
        "false, true,  false, false, false, CHECK_IN",
        "false, false, false, true,  true,  NOTHING",
        "true,  true,  false, true,  true,  CHECK_IN",
        "true,  false, true,  true,  true,  CHECK_IN",
        "true,  false, false, true,  true,  REPORT_POLICY",
        "true,  false, false, false, true,  RENEW",
        "true,  false, false, false, false, NOTHING",
    })
    void controlSaysTheMostUrgentThing(
            boolean greeted,
            boolean due,
            boolean news,
            boolean report,
            boolean renewal,
            OnControl expected) {
        var facts = new ControlFacts(greeted, due, news, report, renewal);

        assertThat(NextMessage.onControl(facts)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        // greeted, output, body, sections
        "false, true,  true,  true,  NOTHING",
        "true,  true,  true,  true,  OUTPUT",
        "true,  false, true,  true,  BODY",
        "true,  false, false, true,  SECTIONS",
        "true,  false, false, false, NOTHING",
    })
    void bulkSaysWhatAPersonWaitsForFirst(
            boolean greeted, boolean output, boolean body, boolean sections, OnBulk expected) {
        var facts = new BulkFacts(greeted, output, body, sections);

        assertThat(NextMessage.onBulk(facts)).isEqualTo(expected);
    }
}
