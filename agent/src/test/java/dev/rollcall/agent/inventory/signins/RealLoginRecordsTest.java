package dev.rollcall.agent.inventory.signins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lastlog and last make of these logs, where they are installed. */
class RealLoginRecordsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir Path folder;
    private PlantedDevice device;
    private PlantedLogins logins;
    private LoginRecords records;

    @BeforeEach
    void plant() {
        assumeThat(System.getProperty("os.arch")).isEqualTo("amd64");
        device = new PlantedDevice(folder);
        logins = new PlantedLogins(device);
        records = LoginRecords.of("amd64").orElseThrow();
    }

    @Test
    void lastlogReadsAPlantedRecordAsWeDoAndKeepsToItsPlace() throws Exception {
        device.file("/etc/passwd", "kid:x:1001:1001::/home/kid:/bin/sh\n")
                .file("/etc/group", "kid:x:1001:\n");
        var when = Instant.parse("2026-05-04T08:15:42Z");
        logins.lastlog(1001, when).lastlog(70_000, when);

        var told = run("lastlog", "-R", folder.toString(), "-u", "kid");
        assumeThat(told.filter(ProgramResult::succeeded)).isPresent();
        assertThat(told.orElseThrow().output()).contains("kid").contains("pts/0").contains("2026");
        assertThat(told.orElseThrow().output()).doesNotContain("Never logged in");

        var span = Span.until(Instant.parse("2026-11-28T09:00:00Z"));
        assertThat(records.lastlog(device.files(), 1001, span)).contains(Seen.LONG_AGO);
        assertThat(records.lastlog(device.files(), 1002, span)).contains(Seen.NEVER);
        assertThat(records.lastlog(device.files(), 70_000, span)).contains(Seen.LONG_AGO);
        assertThat(records.lastlog(device.files(), 4_294_967_294L, span)).contains(Seen.NEVER);
    }

    @Test
    void lastReadsAPlantedRecordAsWeDo() throws Exception {
        logins.wtmp("kid", Instant.parse("2026-05-04T08:15:42Z"));

        var told = run("last", "-F", "-f", folder.resolve("var/log/wtmp").toString());
        assumeThat(told.filter(ProgramResult::succeeded)).isPresent();
        assertThat(told.orElseThrow().output()).contains("kid").contains("tty7").contains("2026");

        var span = Span.until(Instant.parse("2026-11-28T09:00:00Z"));
        assertThat(records.wtmp(device.files(), span)).containsOnlyKeys("kid");
        assertThat(records.wtmp(device.files(), span)).containsValue(Seen.LONG_AGO);
    }

    private static Optional<ProgramResult> run(String... command) throws Exception {
        return Programs.ofThisMachine().run(List.of(command), LIMIT, 1 << 20);
    }
}
