package dev.rollcall.agent.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootTimeTest {

    @TempDir private Path root;
    private DeviceFiles files;

    @BeforeEach
    void plant() throws IOException {
        files = DeviceFiles.below(root);
        Files.createDirectories(files.at("/proc"));
    }

    private void uptime(String text) throws IOException {
        Files.writeString(files.at("/proc/uptime"), text);
    }

    @Test
    void countsTheTimeThatTheMachineSlept() throws IOException {
        uptime("350735.47 234388.90\n");
        var clock = BootTime.of(files);
        long friday = clock.getAsLong();

        uptime("609935.47 234390.10\n");

        assertThat(friday).isEqualTo(350_735_470_000_000L);
        assertThat(Duration.ofNanos(clock.getAsLong() - friday)).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void neverGoesBackWhateverIsRead() throws IOException {
        uptime("100.00 90.00\n");
        var clock = BootTime.of(files);

        for (var odd : new String[] {"99.00 1.00", "rubbish", "", "1e40 2", "NaN"}) {
            uptime(odd);
            assertThat(clock.getAsLong()).as(odd).isEqualTo(Duration.ofSeconds(100).toNanos());
        }
    }

    @Test
    void withoutAnUptimeTheRuntimesClockIsTaken() {
        long before = System.nanoTime();

        assertThat(BootTime.of(files).getAsLong()).isBetween(before, System.nanoTime());
    }

    @Test
    void thisMachineTellsItsTime() throws IOException {
        var clock = BootTime.of(DeviceFiles.below(Path.of("/")));
        double before = uptimeOfThisMachine();
        double told = clock.getAsLong() / 1e9;

        assertThat(told).isBetween(before, uptimeOfThisMachine());
    }

    private static double uptimeOfThisMachine() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
    }
}
