package dev.rollcall.server.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstantsTest {

    private static final ZoneId ZONE = ZoneId.of("America/New_York");

    @ParameterizedTest
    @CsvSource({
        "2026-10-01, 2026-10-01T04:00:00Z",
        "2026-12-01, 2026-12-01T05:00:00Z",
        "2026-10-01T08:00, 2026-10-01T12:00:00Z",
        "2026-10-01T08:00:00Z, 2026-10-01T08:00:00Z",
        "2026-10-01T08:00:00+02:00, 2026-10-01T06:00:00Z"
    })
    void readsWhatPeopleType(String text, String instant) {
        assertThat(Instants.parse(text, ZONE)).isEqualTo(Instant.parse(instant));
    }

    @Test
    void saysWhatToWriteInstead() {
        assertThatThrownBy(() -> Instants.parse("yesterday", ZONE))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("2026-10-01");
    }
}
