package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.OperatingSystemSection;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The input follows sw_vers(1): see {@link Recorded}. */
class OperatingSystemReaderTest {

    @Test
    void theVersionIsWhatSwVersSays() throws IOException {
        var versions =
                "ProductName:\t\tmacOS\nProductVersion:\t\t14.4.1\nBuildVersion:\t\t23E224\n";

        assertThat(
                        OperatingSystemReader.read(
                                versions, Recorded.kernel(), Optional.of("LHS-0417\n")))
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
                                Optional.empty(),
                                Optional.empty(),
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
                        Optional.empty());

        assertThat(section.prettyName()).contains("macOS 13.4.1 (a)");
        assertThat(section.architecture()).contains("x86_64");
        assertThat(section.hostname()).isEmpty();
    }

    @Test
    void withoutAVersionThereIsNoSection() {
        for (var output :
                new String[] {"", "ProductVersion:\n", "\u0000\u0001", "sw_vers: denied"}) {
            assertThatThrownBy(() ->
                            OperatingSystemReader.read(output, Sysctl.parse(""), Optional.empty()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("sw_vers says no version");
        }
    }
}
