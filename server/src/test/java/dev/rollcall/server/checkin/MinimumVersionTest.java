package dev.rollcall.server.checkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinimumVersionTest {

    @ParameterizedTest
    @CsvSource({
        "1.2.0, 1.1.9, true",
        "1.2.0, 1.2, false",
        "1.2.0, 1.2.0, false",
        "1.2.0, 1.10.0, false",
        "1.2, 1.2.0-rc1, false",
        "1.2.1, 1.2.0-rc1, true",
        "0.1.0, development, false",
        "0.1.0, '', false"
    })
    void comparesNumberByNumber(String minimum, String agent, boolean forbidden) {
        assertThat(new MinimumVersion(minimum).forbids(agent)).isEqualTo(forbidden);
    }

    @Test
    void isANumberItself() {
        assertThatThrownBy(() -> new MinimumVersion("newest"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
