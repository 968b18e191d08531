package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.macos.OperatingSystemReader.Clock;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.OperatingSystemSection.TimeSource;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The input follows sw_vers(1): see {@link Recorded}. */
class OperatingSystemReaderTest {

    private static final Clock UNKNOWN = new Clock(Optional.empty(), Optional.empty());

    @Test
    void theVersionIsWhatSwVersSays() throws IOException {
        var versions =
                "ProductName:\t\tmacOS\nProductVersion:\t\t14.4.1\nBuildVersion:\t\t23E224\n";

        assertThat(
                        OperatingSystemReader.read(
                                versions,
                                Recorded.kernel(),
                                Optional.of("LHS-0417\n"),
                                new Clock(
                                        Optional.of("America/Chicago"),
                                        Optional.of(TimeSource.TIMED))))
                .isEqualTo(
                        new OperatingSystemSection(
                                Optional.of("macos"),
                                Optional.of("macOS"),
                                Optional.of("14.4.1"),
                                Optional.empty(),
                                Optional.of("macOS 14.4.1 (23E224)"),
                                Optional.of("23.4.0"),
                                Optional.empty(),
                                Optional.of("arm64"),
                                Optional.of("LHS-0417"),
                                Optional.empty(),
                                Optional.of("America/Chicago"),
                                Optional.of(TimeSource.TIMED),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void aRapidResponseIsShownAndAnOldKernelIsOneOfIntels() throws IOException {
        var section =
                OperatingSystemReader.read(
                        "ProductName: macOS\nProductVersion: 13.4.1\nProductVersionExtra: (a)\n",
                        Sysctl.parse(
                                "kern.osrelease: 22.5.0\nsysctl: unknown oid 'hw.optional.arm64'\n"),
                        Optional.empty(),
                        UNKNOWN);

        assertThat(section.prettyName()).contains("macOS 13.4.1 (a)");
        assertThat(section.architecture()).contains("x86_64");
        assertThat(section.hostname()).isEmpty();
    }

    @Test
    void withoutAVersionThereIsNoSection() {
        for (var output :
                new String[] {"", "ProductVersion:\n", "\u0000\u0001", "sw_vers: denied"}) {
            assertThatThrownBy(() ->
                            OperatingSystemReader.read(
                                    output, Sysctl.parse(""), Optional.empty(), UNKNOWN))
                    .isInstanceOf(IOException.class)
                    .hasMessage("sw_vers says no version");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/var/db/timezone/zoneinfo/Europe/Berlin;Network Time: On;Europe/Berlin;TIMED",
                "/usr/share/zoneinfo/America/Chicago;Network Time: Off;America/Chicago;NONE",
                "/usr/share/zoneinfo.default/UTC;You need administrator access to run this tool... exiting!;;",
                "/var/db/timezone/zoneinfo/<x>;;;"
            })
    void theTimeIsAsItIsSet(String link, String printed, String zone, TimeSource source) {
        assertThat(Clock.parse(Optional.of(link), Optional.ofNullable(printed)))
                .isEqualTo(new Clock(Optional.ofNullable(zone), Optional.ofNullable(source)));
    }
}
