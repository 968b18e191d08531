package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.OperatingSystemSection.ChromeOs;
import dev.rollcall.common.inventory.OperatingSystemSection.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
