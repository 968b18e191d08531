package dev.rollcall.agent.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollcall.common.inventory.VolatileFacts.DiskWear;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The library reads this very machine; on Windows and macOS it was not at hand. */
@EnabledOnOs(OS.LINUX)
class LiveFactsTest {

    @Test
    void saysWhatTheKernelsOwnFilesSay() throws IOException {
        var facts = new LiveFacts(() -> Optional.of(List.of(new DiskWear("nvme0n1", 3)))).read();

        var uptime = Files.readString(Path.of("/proc/uptime")).split("[. ]", 2)[0];
        assertThat(facts.uptime().orElseThrow())
                .isCloseTo(Duration.ofSeconds(Long.parseLong(uptime)), Duration.ofSeconds(5));
        assertThat(facts.bootedAt().orElseThrow()).isBefore(Instant.now());
        assertThat(facts.memoryAvailableBytes().orElseThrow().doubleValue())
                .isCloseTo(available(), within(1e9));
        assertThat(facts.loadPermille().orElseThrow()).isNotNegative();
        assertThat(facts.batteries()).isPresent();
        assertThat(facts.disks()).contains(List.of(new DiskWear("nvme0n1", 3)));
        assertThat(facts.space().orElseThrow())
                .allMatch(space -> space.totalBytes() > 0)
                .allMatch(space -> space.freeBytes() <= space.totalBytes());
    }

    private static double available() throws IOException {
        var line =
                Files.readAllLines(Path.of("/proc/meminfo")).stream()
                        .filter(l -> l.startsWith("MemAvailable:"))
                        .findFirst()
                        .orElseThrow();
        var parts = Arrays.asList(line.split("\\s+", -1));
        return Long.parseLong(parts.get(1)) * 1024.0;
    }
}
