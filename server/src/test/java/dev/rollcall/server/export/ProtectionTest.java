package dev.rollcall.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.SecuritySection.Malware;
import dev.rollcall.common.inventory.SecuritySection.MalwareScanner;
import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import dev.rollcall.server.device.query.Truth;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProtectionTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static Posture collected(Duration ago, InventorySection... sections) {
        return new Posture(
                Arrays.stream(sections)
                        .collect(
                                Collectors.toMap(
                                        InventorySection::kind,
                                        s -> new Posture.Collected(s, NOW.minus(ago)))),
                NOW);
    }

    private static List<String> row(Posture posture) {
        return Protection.of(posture).stream().map(CsvCell::of).toList();
    }

    private static OperatingSystemSection supportedUntil(Optional<LocalDate> day) {
        var nothing = Optional.<String>empty();
        return new OperatingSystemSection(
                Optional.of("debian"),
                nothing,
                Optional.of("12"),
                nothing,
                nothing,
                nothing,
                Optional.empty(),
                nothing,
                nothing,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                day);
    }

    private static SecuritySection security(
            Optional<Malware> malware, Optional<ScreenLock> screenLock) {
        return new SecuritySection(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                malware,
                Optional.empty(),
                screenLock);
    }

    private static Posture whole(Duration ago) {
        return collected(
                ago,
                supportedUntil(Optional.of(LocalDate.parse("2028-06-30"))),
                security(
                        Optional.of(
                                new Malware(
                                        MalwareScanner.TREND_MICRO,
                                        Optional.of(true),
                                        Optional.of(LocalDate.parse("2026-11-22")))),
                        Optional.of(new ScreenLock(true, Optional.of(600), true))));
    }

    @Test
    void whatIsKnownIsSaidAndWhatIsOldIsStale() {
        assertThat(row(whole(Duration.ofDays(7))))
                .containsExactly(
                        "2028-06-30", "on", "trend-micro", "2026-11-22", "on", "600", "yes");
        assertThat(row(whole(Duration.ofDays(8)))).hasSize(7).containsOnly("stale");
    }

    @Test
    void whatIsNotKnownIsNeitherGoodNorBlank() {
        assertThat(row(collected(Duration.ZERO))).hasSize(7).containsOnly("unknown");
        assertThat(
                        row(
                                collected(
                                        Duration.ofDays(8),
                                        supportedUntil(Optional.empty()),
                                        security(Optional.empty(), Optional.empty()))))
                .containsOnly("unknown");
        assertThat(
                        row(
                                collected(
                                        Duration.ZERO,
                                        security(
                                                Optional.of(
                                                        new Malware(
                                                                MalwareScanner.CLAMAV,
                                                                Optional.empty(),
                                                                Optional.empty())),
                                                Optional.of(
                                                        new ScreenLock(
                                                                true, Optional.empty(), false))))))
                .containsExactly("unknown", "unknown", "clamav", "unknown", "on", "unknown", "no");
    }

    @Test
    void aLockThatNeverComesHasNoTime() {
        var off =
                security(
                        Optional.of(
                                new Malware(
                                        MalwareScanner.DEFENDER,
                                        Optional.of(false),
                                        Optional.empty())),
                        Optional.of(new ScreenLock(false, Optional.empty(), false)));

        assertThat(row(collected(Duration.ZERO, off)))
                .containsExactly("unknown", "off", "defender", "unknown", "off", "", "no");
    }

    /** Who reads columns by their place reads what they read before. */
    @Test
    void theseColumnsAreTheLastAndTheOthersAreWhereTheyWere() {
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
        var row =
                ComplianceRow.of(
                        new ExportLine(device, "lab", "Lab", whole(Duration.ZERO), Truth.YES));
        Function<String, String> named =
                column -> CsvCell.of(row.get(ComplianceRow.COLUMNS.indexOf(column)));

        assertThat(row).hasSameSizeAs(ComplianceRow.COLUMNS).hasSize(32);
        assertThat(ComplianceRow.COLUMNS)
                .doesNotHaveDuplicates()
                .endsWith(Protection.COLUMNS.toArray(String[]::new));
        assertThat(ComplianceRow.COLUMNS.subList(17, 25))
                .containsExactly(
                        "firewall",
                        "secure_boot",
                        "security_collected_at",
                        "local_administrators",
                        "users_collected_at",
                        "last_check_in",
                        "key_protection",
                        "matches_filter");
        assertThat(named.apply("matches_filter")).isEqualTo("yes");
        assertThat(named.apply("supported_until")).isEqualTo("2028-06-30");
        assertThat(named.apply("screen_lock_enforced")).isEqualTo("yes");
        assertThat(Collections.frequency(row, Cell.of("on"))).isEqualTo(2);
    }
}
