package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.OperatingSystemSection.BootMode;
import dev.rollcall.common.inventory.OperatingSystemSection.ChromeOs;
import dev.rollcall.common.inventory.OperatingSystemSection.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatingSystemCollectorTest {

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void namesKernelsAndHostAreRead() throws IOException {
        device.file(
                        "/etc/os-release",
                        """
                        # comment
                        PRETTY_NAME="Ubuntu 24.04.1 LTS"
                        NAME='Ubuntu'
                        VERSION_ID="24.04"
                        VERSION_CODENAME=noble
                        ID=ubuntu
                        rubbish
                        """)
                .file("/proc/sys/kernel/osrelease", "6.8.0-45-generic\n")
                .file("/proc/sys/kernel/hostname", "lhs-0417\n")
                .file("/boot/vmlinuz-6.8.0-45-generic", "")
                .file("/boot/vmlinuz-6.8.0-9-generic", "")
                .file("/boot/vmlinuz-0-rescue-abc", "")
                .file("/usr/lib/modules/6.8.0-101-generic/vmlinuz", "")
                .file("/usr/lib/modules/6.7.0-leftover/modules.dep", "")
                .link("/etc/localtime", "/usr/share/zoneinfo/America/Chicago")
                .file("/run/chrony/chronyd.pid", "411\n");

        var system = collect();

        assertThat(system)
                .isEqualTo(
                        new OperatingSystemSection(
                                Optional.of("ubuntu"),
                                Optional.of("Ubuntu"),
                                Optional.of("24.04"),
                                Optional.of("noble"),
                                Optional.of("Ubuntu 24.04.1 LTS"),
                                Optional.of("6.8.0-45-generic"),
                                Optional.of(
                                        List.of(
                                                "6.8.0-9-generic",
                                                "6.8.0-45-generic",
                                                "6.8.0-101-generic")),
                                Optional.of("x86_64"),
                                Optional.of("lhs-0417"),
                                Optional.empty(),
                                Optional.of("America/Chicago"),
                                Optional.of(TimeSource.CHRONY),
                                Optional.of(true),
                                Optional.of(LocalDate.of(2029, 5, 31))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "debian | 12 | 12 (bookworm) | 12.11 | 12.11",
                "raspbian | 12 | 12 (bookworm) | 12.9 | 12.9",
                "debian | 13 | 13 (trixie) | forky/sid | ",
                "debian | 13 | 13 (trixie) | 12.11 | ",
                "debian | 13 | 13 (trixie) | | ",
                "ubuntu | 24.04 | 24.04.1 LTS (Noble Numbat) | trixie/sid | 24.04.1",
                "ubuntu | 24.04 | 24.04 LTS (Noble Numbat) | trixie/sid | 24.04",
                "linuxmint | 21.3 | 21.3 (Virginia) | bookworm/sid | 21.3",
                "almalinux | 9.4 | 9.4 (Seafoam Ocelot) | | 9.4",
                "fedora | 40 | 40 (Workstation Edition) | | 40",
                "ubuntu | 24.04 | 24.041 | | ",
                "ubuntu | | 24.04.1 LTS | | ",
                "arch | | | | ",
                "debian | 12 | 12 | 12.11; rm -rf / | ",
            })
    void thePointReleaseIsWhereTheDistributionWritesIt(
            String id,
            @Nullable String version,
            @Nullable String written,
            @Nullable String debian,
            String expected)
            throws IOException {
        device.file(
                "/etc/os-release",
                "ID=%s\nVERSION_ID=\"%s\"\nVERSION=\"%s\"\n"
                        .formatted(
                                id,
                                version == null ? "" : version,
                                written == null ? "" : written));
        if (debian != null) {
            device.file("/etc/debian_version", debian + "\n");
        }

        assertThat(collect().pointRelease()).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void theBuildIsWhatItsMakerNumbersItself() throws IOException {
        device.file("/etc/os-release", "ID=steamos\nBUILD_ID=20240516.1\n");

        assertThat(collect().build()).contains("20240516.1");
    }

    @Test
    void theKernelKnowsWhetherUefiStartedIt() throws IOException {
        assertThat(collect().bootMode()).isEmpty();

        device.folder("/sys/firmware/dmi/tables");
        assertThat(collect().bootMode()).contains(BootMode.BIOS);

        device.folder("/sys/firmware/efi");
        assertThat(collect().bootMode()).contains(BootMode.UEFI);
    }

    @Test
    void aChromebookStartsOtherwise() throws IOException {
        device.file("/etc/lsb-release", "CHROMEOS_RELEASE_BOARD=octopus\n")
                .folder("/sys/firmware/dmi/tables");

        assertThat(collect().bootMode()).isEmpty();
    }

    @Test
    void theKeyboardIsAsItIsSetForTheDevice() throws IOException {
        assertThat(collect().keyboardLayout()).isEmpty();

        device.file("/etc/vconsole.conf", "KEYMAP=de-nodeadkeys\nFONT=eurlatgr\n");
        assertThat(collect().keyboardLayout()).contains("de-nodeadkeys");

        device.file("/etc/vconsole.conf", "KEYMAP=de-nodeadkeys\nXKBLAYOUT=de\n");
        assertThat(collect().keyboardLayout()).contains("de");

        device.file(
                "/etc/default/keyboard",
                "# keyboard(5)\nXKBMODEL=\"pc105\"\nXKBLAYOUT=\"us,es\"\nXKBVARIANT=\"\"\n");
        assertThat(collect().keyboardLayout()).contains("us,es");
    }

    @Test
    void linuxInsideAChromebookIsRecognized() throws IOException {
        device.file("/dev/.cros_milestone", "126");

        assertThat(collect().chromeos()).contains(ChromeOs.CROSTINI);
        assertThat(collect().kernelsInstalled()).isEmpty();
    }

    @Test
    void chromeOsFlexIsRecognizedByItsBoard() throws IOException {
        device.file("/etc/lsb-release", "CHROMEOS_RELEASE_BOARD=reven-signed-mp-v4keys\n");

        assertThat(collect().chromeos()).contains(ChromeOs.FLEX);
    }

    @Test
    void aChromebookIsAChromebook() throws IOException {
        device.file("/etc/lsb-release", "CHROMEOS_RELEASE_BOARD=octopus\n");

        assertThat(collect().chromeos()).contains(ChromeOs.CHROMEBOOK);
    }

    private OperatingSystemSection collect() throws IOException {
        var collector =
                new OperatingSystemCollector(device.files(), "x86_64", () -> Optional.of(true));
        return (OperatingSystemSection) ((Collected.Facts) collector.collect()).section();
    }
}
