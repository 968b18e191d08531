package dev.rollcall.agent.inventory.updates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutomaticUpdatesTest {

    private static final String PARTS = "/etc/apt/apt.conf.d/";
    private static final String TIMERS = "/etc/systemd/system/timers.target.wants/";

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "APT::Periodic::Unattended-Upgrade \"1\"; | true",
                "apt::periodic::unattended-upgrade 7; | true",
                "APT { Periodic { Unattended-Upgrade \"1\"; Enable \"1\"; }; }; | true",
                "APT { Periodic { Unattended-Upgrade \"1\"; Enable \"0\"; }; }; | false",
                "APT::Periodic { Unattended-Upgrade \"always\"; } | true",
                "APT::Periodic::Unattended-Upgrade \"0\"; | false",
                "APT::Periodic::Unattended-Upgrade \"1\"; APT::Periodic::Unattended-Upgrade \"0\"; | false",
                "// APT::Periodic::Unattended-Upgrade \"1\"; | false",
                "/* APT::Periodic::Unattended-Upgrade \"1\"; | false",
                "APT::Periodic::Unattended-Upgrade | false",
                "}}}} ;;; { { \"\"; | false",
            })
    void aptIsReadAsItReadsItsConfiguration(String text, boolean automatic) {
        device.file(PARTS + "20auto-upgrades", text).file("/usr/bin/unattended-upgrade", "");

        assertThat(AutomaticUpdates.apt(device.files())).contains(automatic);
    }

    @Test
    void ofSeveralFilesTheLastCountsAndOnlyThoseThatAptReads() {
        device.file("/usr/bin/unattended-upgrade", "")
                .file(PARTS + "20auto", "APT::Periodic::Unattended-Upgrade \"0\";\n")
                .file(PARTS + "50more.conf", "APT::Periodic::Unattended-Upgrade \"1\";\n")
                .file(PARTS + "60old.dpkg-old", "APT::Periodic::Unattended-Upgrade \"0\";\n");

        assertThat(AutomaticUpdates.apt(device.files())).contains(true);

        device.file("/etc/apt/apt.conf", "APT::Periodic::Unattended-Upgrade \"0\";\n");
        assertThat(AutomaticUpdates.apt(device.files())).contains(false);
    }

    @Test
    void whatIsConfiguredDoesNotCountWithoutTheProgramOrItsTimer() {
        device.file(PARTS + "20auto", "APT::Periodic::Unattended-Upgrade \"1\";\n");
        assertThat(AutomaticUpdates.apt(device.files())).contains(false);

        device.file("/usr/bin/unattended-upgrade", "")
                .link("/etc/systemd/system/apt-daily-upgrade.timer", "/dev/null");
        assertThat(AutomaticUpdates.apt(device.files())).contains(false);
    }

    @Test
    void whereSystemdRunsItsTimerMustBeEnabled() {
        device.file(PARTS + "20auto", "APT::Periodic::Unattended-Upgrade \"1\";\n")
                .file("/usr/bin/unattended-upgrade", "")
                .folder("/run/systemd/system");
        assertThat(AutomaticUpdates.apt(device.files())).as("disable --now").contains(false);

        device.link(
                TIMERS + "apt-daily-upgrade.timer",
                "/usr/lib/systemd/system/apt-daily-upgrade.timer");
        assertThat(AutomaticUpdates.apt(device.files())).contains(true);

        device.link("/etc/systemd/system/apt-daily-upgrade.service", "/dev/null");
        assertThat(AutomaticUpdates.apt(device.files())).as("mask of its work").contains(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/lib", "/lib"})
    void aTimerMayBeEnabledByTheVendorAndMaskedAllTheSame(String library) {
        device.file(PARTS + "20auto", "APT::Periodic::Unattended-Upgrade \"1\";\n")
                .file("/usr/bin/unattended-upgrade", "")
                .folder("/run/systemd/system")
                .link(
                        library + "/systemd/system/timers.target.wants/apt-daily-upgrade.timer",
                        "../apt-daily-upgrade.timer");
        assertThat(AutomaticUpdates.apt(device.files())).contains(true);

        device.link("/etc/systemd/system/apt-daily-upgrade.timer", "/dev/null");
        assertThat(AutomaticUpdates.apt(device.files())).contains(false);
    }

    @Test
    void hugeAndDeepConfigurationIsReadInBounds() {
        device.file("/usr/bin/unattended-upgrade", "")
                .file(PARTS + "10deep", "a { ".repeat(50_000))
                .file(PARTS + "11long", "x ".repeat(500_000))
                .file(PARTS + "20auto", "APT::Periodic::Unattended-Upgrade \"1\";\n");

        assertThat(AutomaticUpdates.apt(device.files())).contains(true);
    }

    @Test
    void dnfInstallsByItselfWhereATimerRunsThatDoes() {
        assertThat(AutomaticUpdates.dnf(device.files())).contains(false);

        device.link(TIMERS + "dnf-automatic.timer", "/usr/lib/systemd/system/dnf-automatic.timer")
                .file("/etc/dnf/automatic.conf", "[commands]\napply_updates = no\n");
        assertThat(AutomaticUpdates.dnf(device.files())).contains(false);

        device.file("/etc/dnf/automatic.conf", "[commands]\n apply_updates=True\n");
        assertThat(AutomaticUpdates.dnf(device.files())).contains(true);
    }

    @Test
    void theTimerThatInstallsNeedsNoMore() {
        device.link(TIMERS + "dnf-automatic-install.timer", "/usr/lib/systemd/system/x.timer");

        assertThat(AutomaticUpdates.dnf(device.files())).contains(true);
    }
}
