package dev.rollcall.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SoftwareRoutesTest {

    private static final Instant NOW = Instant.parse("2026-09-08T08:30:15Z");

    @Test
    void whatIsMoreThanADayPastIsAskedForByItsHour() {
        assertThat(SoftwareRoutes.compared(Instant.parse("2026-09-01T08:30:15Z"), NOW))
                .isEqualTo(Instant.parse("2026-09-01T08:00:00Z"));
        assertThat(SoftwareRoutes.compared(Instant.parse("2026-09-01T05:00:00Z"), NOW))
                .isEqualTo(Instant.parse("2026-09-01T05:00:00Z"));
        assertThat(SoftwareRoutes.compared(Instant.parse("2026-09-08T07:45:10Z"), NOW))
                .isEqualTo(Instant.parse("2026-09-08T07:45:10Z"));
    }
}
