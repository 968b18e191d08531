package dev.rollcall.server.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LengthsTest {

    @Test
    void readsWhatPeopleType() {
        assertThat(Lengths.parse("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Lengths.parse("10m")).isEqualTo(Duration.ofMinutes(10));
        assertThat(Lengths.parse("12h")).isEqualTo(Duration.ofHours(12));
        assertThat(Lengths.parse("7d")).isEqualTo(Duration.ofDays(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "0d", "-1d", "1w", "99999999d"})
    void saysWhatToWriteInstead(String text) {
        assertThatThrownBy(() -> Lengths.parse(text))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("30s, 10m, 12h or 7d");
    }
}
