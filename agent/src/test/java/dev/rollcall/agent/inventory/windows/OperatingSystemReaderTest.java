package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.OperatingSystemSection.TimeSource;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The input follows Microsoft's documentation of the classes: see {@link Recorded}. */
class OperatingSystemReaderTest {

    @Test
    void theVersionHasTheRevisionAndTheNameItsRelease() throws IOException {
        assertThat(OperatingSystemReader.read(Recorded.facts("windows-laptop.jsonl")))
                .isEqualTo(
                        new OperatingSystemSection(
                                Optional.of("windows"),
                                Optional.of("Microsoft Windows 11 Education"),
                                Optional.of("10.0.22631.3296"),
                                Optional.of("23H2"),
                                Optional.of("Microsoft Windows 11 Education 23H2"),
                                Optional.of("10.0.22631.3296"),
                                Optional.empty(),
                                Optional.of("x86_64"),
                                Optional.of("LHS-0417"),
                                Optional.empty(),
                                Optional.of("Europe/Berlin"),
                                Optional.of(TimeSource.W32TIME),
                                Optional.of(true),
                                Optional.of(LocalDate.of(2026, 11, 10))));
    }

    /** Of one build, by the edition. */
    @ParameterizedTest
    @CsvSource({
        "26100, Professional, 2026-10-13",
        "26100, ProfessionalEducation, 2026-10-13",
        "26100, CoreN, 2026-10-13",
        "26100, Education, 2027-10-12",
        "26100, EnterpriseN, 2027-10-12",
        "26100, EnterpriseS, 2029-10-09",
        "19044, IoTEnterpriseS, 2032-01-13",
        "20348, ServerStandard, 2031-10-14",
        "19045, Education, 2025-10-14",
        "26100, CloudEdition,",
        "99999, Education,",
        "26100, '',"
    })
    void supportEndsByBuildAndEdition(String build, String edition, LocalDate end)
            throws IOException {
        var facts =
                WindowsFacts.parse(
                        ("{\"name\":\"system\",\"rows\":[{\"BuildNumber\":\"%s\"}]}\n"
                                        + "{\"name\":\"release\",\"rows\":[{\"EditionID\":\"%s\"}]}")
                                .formatted(build, edition));

        assertThat(OperatingSystemReader.read(facts).supportEnds())
                .isEqualTo(Optional.ofNullable(end));
    }

    /** What sets the clock, what it says of itself, and what follows. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "3; NTP; [\"Leap Indicator: 0(no warning)\"]; W32TIME; true",
                "2; NT5DS; [\"Leap Indicator: 1(last minute has 61 seconds)\"]; W32TIME; true",
                "3; NTP; [\"Leap Indicator: 3(not synchronized)\"]; W32TIME; false",
                "3; NTP; [\"跳跃指示器: 3(未同步)\"]; W32TIME; false",
                "3; NTP; [\"Leap Indicator: 0(no warning)\",\"ReferenceId: 0x4C4F434C (source name:  \\\"LOCL\\\")\"]; W32TIME; false",
                "3; NTP; [\"The following error occurred: The service has not been started. (0x80070426)\"]; W32TIME;",
                "3; NTP; []; W32TIME;",
                "3; NoSync; [\"Leap Indicator: 0(no warning)\"]; NONE;",
                "4; NTP; []; NONE;",
                "null; null; null; ;"
            })
    void theClockIsSetWhereTheTimeServiceSaysSoInNumbers(
            String start, String type, String status, TimeSource source, Boolean set) {
        var facts =
                Recorded.rows(
                        "clock",
                        "[{\"Start\":%s,\"Type\":%s,\"Status\":%s}]"
                                .formatted(
                                        start,
                                        type.equals("null") ? type : "\"" + type + "\"",
                                        status));

        assertThat(ClockReader.source(facts)).isEqualTo(Optional.ofNullable(source));
        assertThat(ClockReader.isSet(facts)).isEqualTo(Optional.ofNullable(set));
    }

    @ParameterizedTest
    @CsvSource({
        "Central Standard Time, America/Chicago",
        "UTC, Etc/UTC",
        "Central Standard Time_dstoff,",
        "# What Windows calls a time zone,",
        "'',"
    })
    void aZoneIsNamedAsTheDatabaseNamesIt(String windows, String zone) {
        assertThat(ClockReader.zone(Recorded.rows("zone", "[\"" + windows + "\"]")))
                .isEqualTo(Optional.ofNullable(zone));
    }

    @Test
    void aTranslatedNameIsKeptAsItIs() throws IOException {
        var facts =
                Recorded.rows(
                        "system",
                        "[{\"Caption\":\"Microsoft Windows 11 家庭版\",\"Version\":\"10.0.22631\"}]");

        var section = OperatingSystemReader.read(facts);

        assertThat(section.name()).contains("Microsoft Windows 11 家庭版");
        assertThat(section.version()).contains("10.0.22631");
        assertThat(section.codename()).isEmpty();
        assertThat(section.architecture()).isEmpty();
    }

    @Test
    void withoutAnAnswerThereIsNoSection() {
        assertThatThrownBy(() -> OperatingSystemReader.read(WindowsFacts.parse("{}")))
                .isInstanceOf(IOException.class);
    }
}
