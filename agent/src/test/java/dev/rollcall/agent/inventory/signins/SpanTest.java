package dev.rollcall.agent.inventory.signins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {

    private static final Instant SINCE = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-28T09:00:00Z", "2026-11-28T00:00:00Z", "2026-12-27T23:00:00Z"})
    void theDayFromWhichOnItCountsIsTheFirstOfAMonth(String now) {
        var span = Span.until(Instant.parse(now));

        assertThat(span.since()).isEqualTo(SINCE);
        assertThat(span.seen(SINCE.minusSeconds(1))).isEqualTo(Seen.LONG_AGO);
        assertThat(span.seen(SINCE)).isEqualTo(Seen.RECENTLY);
        assertThat(span.seen(Instant.parse("2027-01-01T00:00:00Z"))).isEqualTo(Seen.SENSELESS);
    }

    @Test
    void itIsByTheClockOfTheDevice() throws IOException {
        var device = new PlantedDevice(folder);
        assertThat(Span.of(device.files())).isEmpty();

        new PlantedLogins(device).now(Instant.parse("2026-11-28T09:00:00Z"));
        var span = Span.of(device.files()).orElseThrow();
        assertThat(span.now()).isEqualTo(Instant.parse("2026-11-28T09:00:00Z"));
        assertThat(span.month()).isEqualTo("2026-11");

        device.file("/proc/uptime", "-1 x\n");
        assertThat(Span.of(device.files())).isEmpty();
    }
}
