package dev.rollcall.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.device.query.Truth;
import dev.rollcall.server.export.PoliciesInForce.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CheckRowTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static List<String> vulnerable(Optional<VulnerableChecks.Found> found) {
        var device =
                new ExportedDevice(
                        new DeviceId(new UUID(1, 1)),
                        new UnitId(new UUID(2, 2)),
                        Optional.empty(),
                        Optional.of("lab-01"),
                        Optional.empty(),
                        NOW,
                        "file",
                        Optional.empty(),
                        Optional.of(NOW));
        var line = new ExportLine(device, "lab", "Lab", new Posture(Map.of(), NOW), Truth.YES);
        return CheckRow.of(line, List.of(), Settings.NONE, found).stream()
                .map(row -> row.stream().map(CsvCell::of).toList())
                .filter(row -> row.get(3).equals("vulnerable"))
                .findFirst()
                .orElseThrow()
                .subList(4, 7);
    }

    private static Optional<VulnerableChecks.Found> found(int grave, Duration ago) {
        return Optional.of(
                new VulnerableChecks.Found(
                        true,
                        "high",
                        grave,
                        Instant.parse("2026-11-20T00:00:00Z"),
                        NOW.minus(ago)));
    }

    @Test
    void aFixableVulnerabilityOfHighSeverityIsAFailure() {
        assertThat(vulnerable(found(3, Duration.ZERO)))
                .containsExactly(
                        "fail",
                        "3 high or critical with a fix; worst high; data of 2026-11-20T00:00:00Z",
                        "2026-11-23T12:00:00Z");
        assertThat(vulnerable(found(0, Duration.ofDays(7)))).startsWith("pass");
    }

    @Test
    void whatIsNotKnownOrOldIsNeitherGoodNorBad() {
        assertThat(vulnerable(found(0, Duration.ofDays(8)))).startsWith("stale");
        assertThat(vulnerable(found(1, Duration.ofDays(8)))).startsWith("stale");
        assertThat(vulnerable(Optional.empty())).startsWith("unknown");
    }

    @Test
    void thatNothingIsThereIsNotKnownOfPackagesThatCouldNotBeRead() {
        assertThat(vulnerable(unread("none", 0)))
                .startsWith(
                        "unknown",
                        "0 high or critical with a fix; worst unknown; data of 2026-11-20T00:00:00Z;"
                                + " some packages could not be read");
        assertThat(vulnerable(unread("medium", 0))).startsWith("unknown");
        assertThat(vulnerable(unread("high", 1))).startsWith("fail");
    }

    private static Optional<VulnerableChecks.Found> unread(String worst, int grave) {
        return Optional.of(
                new VulnerableChecks.Found(
                        false, worst, grave, Instant.parse("2026-11-20T00:00:00Z"), NOW));
    }
}
