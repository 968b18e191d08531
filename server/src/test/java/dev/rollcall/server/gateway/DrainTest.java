package dev.rollcall.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainTest {

    @ParameterizedTest(name = "{0} sessions at {1} a second within {2}: one every {3}")
    @CsvSource({"10, 100, PT10S, PT0.01S", "5000, 100, PT10S, PT0.002S", "1, 1, PT10S, PT1S"})
    void keepsThePaceUnlessThatWouldTakeTooLong(
            int sessions, int perSecond, Duration atMost, Duration expected) {
        assertThat(Drain.pause(sessions, perSecond, atMost)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} sessions come back within {1}")
    @CsvSource({"1, PT10S", "5000, PT35S", "20000, PT1M", "60000, PT1M"})
    void aCrowdTakesLongerToComeBackThanAFew(int sessions, Duration expected) {
        assertThat(Drain.comeBackWithin(sessions)).isEqualTo(expected);
    }
}
