package dev.rollcall.server.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.pki.Expiry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is said of certificates that the server works with, before they end. */
class KeyExpiriesTest {

    private static final Instant NOW = Instant.parse("2026-09-07T07:51:00Z");
    private static final DistrictId LINCOLN = new DistrictId(new UUID(1, 1));

    private static KeyExpiries with(Duration... left) {
        var expiries =
                Arrays.stream(left)
                        .map(rest -> new Expiry("issuing", LINCOLN, NOW.plus(rest)))
                        .toList();
        return new KeyExpiries(List.copyOf(expiries), Map.of(LINCOLN, "lincoln"), () -> NOW);
    }

    @Test
    void ninetyDaysBeforeItIsAWarning() {
        assertThat(with(Duration.ofDays(400), Duration.ofDays(90)).warnings()).isEmpty();
        assertThat(with(Duration.ofDays(400), Duration.ofDays(90).minusSeconds(1)).warnings())
                .containsExactly("pki-expires");
        assertThat(with(Duration.ofDays(-1)).warnings()).containsExactly("pki-expires");
    }

    @Test
    void theMetricSaysHowLongItIs() {
        var registry = new SimpleMeterRegistry();

        with(Duration.ofDays(3)).measure(registry);

        assertThat(registry.get("rollcall.pki.expires.seconds").gauge().value())
                .isEqualTo(Duration.ofDays(3).toSeconds());
    }
}
