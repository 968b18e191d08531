package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolatileFacts.Battery;
import dev.rollcall.common.inventory.VolatileFacts.BatteryState;
import dev.rollcall.common.inventory.VolatileFacts.Space;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolatileReaderTest {

    private static final String SUPPLIES = "/sys/class/power_supply/";

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void whatTheKernelSaysIsRead() {
        device.file("/proc/meminfo", "MemTotal: 16 kB\nMemAvailable:    8123456 kB\n")
                .file("/proc/uptime", "2308.51 4000.00\n")
                .file("/proc/stat", "cpu 1 2 3\nbtime 1795443502\n")
                .file("/proc/loadavg", "1.83 0.90 0.40 2/200 4711\n")
                .file("/proc/self/mountinfo", "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n")
                .file(SUPPLIES + "BAT0/type", "Battery\n")
                .file(SUPPLIES + "BAT0/capacity", "81\n")
                .file(SUPPLIES + "BAT0/status", "Not charging\n")
                .file(SUPPLIES + "AC/type", "Mains\n")
                .file(SUPPLIES + "hid-mouse/type", "Battery\n")
                .file(SUPPLIES + "hid-mouse/scope", "Device\n");

        var facts = read();

        assertThat(facts.memoryAvailableBytes()).contains(8_123_456L * 1024);
        assertThat(facts.uptime()).contains(Duration.ofSeconds(2308));
        assertThat(facts.bootedAt()).contains(Instant.ofEpochSecond(1_795_443_502));
        assertThat(facts.loadPermille()).contains(1830);
        assertThat(facts.space().orElseThrow()).extracting(Space::mountPoint).containsExactly("/");
        assertThat(facts.batteries().orElseThrow())
                .containsExactly(
                        new Battery(
                                "BAT0",
                                Optional.of(81),
                                Optional.of(BatteryState.IDLE),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void rubbishAndSilenceAreAbsentAndNeverZero() {
        assertThat(read()).isEqualTo(VolatileFacts.NONE);

        device.file("/proc/meminfo", "MemAvailable: lots kB\n")
                .file("/proc/uptime", "NaN\n")
                .file("/proc/stat", "btime 999999999999999999999\n")
                .file("/proc/loadavg", "-1.00\n")
                .file(SUPPLIES + "BAT0/type", "Battery")
                .file(SUPPLIES + "BAT0/capacity", "250")
                .file(SUPPLIES + "BAT0/status", "Unknown");

        assertThat(read().batteries().orElseThrow())
                .isEqualTo(
                        List.of(
                                new Battery(
                                        "BAT0",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty())));
        assertThat(read().bootedAt()).isEmpty();
        assertThat(read().memoryAvailableBytes()).isEmpty();
    }

    @Test
    void noBatteriesAreAnEmptyListOnlyWhereTheKernelListsPowerSupplies() {
        assertThat(read().batteries()).isEmpty();

        device.file(SUPPLIES + "AC/type", "Mains\n");

        assertThat(read().batteries()).contains(List.of());
    }

    /** A home of systemd-homed, in a subvolume or in an image. */
    @ParameterizedTest
    @ValueSource(strings = {"/home/alice.homedir", "/home/alice.home"})
    void nothingTellsWhoIsSignedIn(String kept) {
        var root = "1 0 0:25 /@ / rw - btrfs /dev/sda1 rw\n";
        device.folder("/home/alice").folder(kept).file("/proc/self/mountinfo", root);
        var signedOut = read();

        device.file(
                "/proc/self/mountinfo",
                root + "2 1 0:25 /@home/alice.homedir /home/alice rw - btrfs /dev/sda1 rw\n");

        assertThat(read().space().orElseThrow())
                .extracting(Space::mountPoint)
                .isEqualTo(
                        signedOut.space().orElseThrow().stream().map(Space::mountPoint).toList());
    }

    private VolatileFacts read() {
        return new VolatileReader(device.files(), new DiskHealth(Programs.none(), () -> 0)).read();
    }
}
