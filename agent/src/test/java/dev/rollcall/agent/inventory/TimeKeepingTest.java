package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.KernelClock;
import dev.rollcall.common.inventory.OperatingSystemSection.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeKeepingTest {

    private static final String UNITS = "/etc/systemd/system/";
    private static final Supplier<Optional<Boolean>> NOT_ASKED =
            () -> {
                throw new AssertionError("the kernel is not asked where a file says it");
            };

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void whatNobodySaysIsAbsent() throws IOException {
        assertThat(read(NOT_ASKED))
                .isEqualTo(new TimeKeeping(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "../usr/share/zoneinfo/Europe/Berlin, Europe/Berlin",
        "/usr/share/zoneinfo/posix/America/Argentina/Buenos_Aires, America/Argentina/Buenos_Aires",
        "/usr/share/zoneinfo/Etc/GMT+5, Etc/GMT+5",
        "/usr/share/zoneinfo/UTC, UTC",
    })
    void theZoneIsWhereTheLinkLeads(String target, String zone) throws IOException {
        device.link("/etc/localtime", target);

        assertThat(read(NOT_ASKED).zone()).contains(zone);
    }

    @Test
    void withoutALinkTheZoneIsInAFile() throws IOException {
        device.file("/etc/localtime", "TZif2...").file("/etc/timezone", "Europe/Berlin\n");

        assertThat(read(NOT_ASKED).zone()).contains("Europe/Berlin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usr/share/zoneinfo/../../../etc/shadow",
                "/usr/share/zoneinfo/",
                "/usr/share/zoneinfo/Europe/\u001b[2JBerlin",
                "/usr/share/zoneinfo/a/b/c/d/e/f",
                "/home/somebody/secret"
            })
    void whatIsNoZoneIsAbsent(String target) throws IOException {
        device.link("/etc/localtime", target);

        assertThat(read(NOT_ASKED).zone()).isEmpty();
    }

    @Test
    void timesyncdSaysByAFileWhetherItSetTheClock() throws IOException {
        device.link(
                UNITS + "sysinit.target.wants/systemd-timesyncd.service",
                "/lib/systemd/system/systemd-timesyncd.service");

        assertThat(read(NOT_ASKED).source()).contains(TimeSource.SYSTEMD_TIMESYNCD);
        assertThat(read(NOT_ASKED).isSet()).contains(false);

        device.file("/run/systemd/timesync/synchronized", "");
        assertThat(read(NOT_ASKED).isSet()).contains(true);
    }

    @Test
    void whatRunsCountsMoreThanWhatIsStartedNextTime() throws IOException {
        device.link(UNITS + "multi-user.target.wants/chrony.service", "/lib/x/chrony.service")
                .file("/run/ntpd.pid", "77\n");

        assertThat(read(() -> Optional.of(false)))
                .isEqualTo(
                        new TimeKeeping(
                                Optional.empty(),
                                Optional.of(TimeSource.NTPD),
                                Optional.of(false)));
    }

    @Test
    void chronyThatDoesNotTellTheKernelIsNotSaidToBeWrong() throws IOException {
        device.file("/run/chrony/chronyd.pid", "411\n")
                .file("/etc/chrony/chrony.conf", "pool 2.debian.pool.ntp.org iburst\n");

        assertThat(read(() -> Optional.of(false)).isSet()).isEmpty();
        assertThat(read(() -> Optional.of(true)).isSet()).contains(true);

        device.file("/etc/chrony/chrony.conf", "rtcsync\n");
        assertThat(read(() -> Optional.of(false)).isSet()).contains(false);
    }

    @Test
    void nothingThatSetsTheClockIsSaidOnlyWhereSystemdCouldStartIt() throws IOException {
        device.folder(UNITS + "multi-user.target.wants");

        assertThat(read(NOT_ASKED).source()).contains(TimeSource.NONE);
        assertThat(read(NOT_ASKED).isSet()).isEmpty();
    }

    @Test
    void theKernelOfThisMachineAnswers() {
        assertThat(KernelClock.synchronizedNow()).isPresent();
    }

    private TimeKeeping read(Supplier<Optional<Boolean>> kernel) throws IOException {
        return TimeKeeping.read(device.files(), kernel);
    }
}
