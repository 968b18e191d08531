package dev.rollcall.server.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AllowanceTest {

    private static final Instant NOW = Instant.parse("2026-11-28T23:00:00Z");

    private final DeviceId one = new DeviceId(new UUID(1, 1));
    private final DeviceId two = new DeviceId(new UUID(1, 2));
    private final Allowance allowance = new Allowance();

    @Test
    void aDeviceMayReportSoOftenInADayAndOthersToo() {
        for (int i = 0; i < Allowance.MOST_REPORTS; i++) {
            assertThat(allowance.takesReport(one, NOW)).isTrue();
        }

        assertThat(allowance.takesReport(one, NOW)).isFalse();
        assertThat(allowance.takesReport(two, NOW)).isTrue();
        assertThat(allowance.takesReport(one, NOW.plus(Duration.ofHours(1)))).isTrue();
    }

    @Test
    void bodiesAddUp() {
        assertThat(allowance.takesBody(one, Allowance.MOST_CHARACTERS - 1, NOW)).isTrue();
        assertThat(allowance.takesBody(one, 1, NOW)).isTrue();
        assertThat(allowance.takesBody(one, 1, NOW)).isFalse();
        assertThat(allowance.takesBody(two, 1, NOW)).isTrue();
    }
}
