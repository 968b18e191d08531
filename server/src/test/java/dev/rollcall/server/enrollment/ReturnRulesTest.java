package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReturnRulesTest {

    private static final Instant END = Instant.parse("2027-06-10T08:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "P400D, PT1S,        ",
        "P400D, P90D,        ",
        "P400D, P400D,       ",
        "P400D, P400DT1S,    400 days ago",
        "P400D, P412D,       412 days ago",
        "P1D,   P2D,         within 1 days only",
        "PT0S,  PT1S,        do not return by themselves",
    })
    void aDeviceReturnsWithinTheGraceOfItsUnit(Duration grace, Duration later, String objection) {
        var said = ReturnRules.objection(END, grace, END.plus(later));

        if (objection == null) {
            assertThat(said).isEmpty();
        } else {
            assertThat(said.orElseThrow()).contains(objection).endsWith("again with a token");
        }
    }
}
