package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallDayTest {

    private static final String ID = "/etc/machine-id";
    private static final String OVERLAY = "22 1 0:30 / / rw - overlay overlay rw\n";
    private static final String DISK = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n";

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    private Optional<LocalDate> day() {
        return InstallDay.read(device.files());
    }

    private void machineId(String id, String when) {
        device.file(ID, id).modified(ID, Instant.parse(when));
    }

    @Test
    void aDeviceGetsItsIdAtItsFirstStart() {
        device.file("/proc/self/mountinfo", OVERLAY);
        machineId("6f1d7c0e4b5a49d2b3f1a0c9e8d7b6a5\n", "2025-08-04T23:30:00Z");

        assertThat(day()).contains(LocalDate.of(2025, 8, 4));
    }

    @Test
    void whatContradictsWhatCanBeIsNoTrace() {
        device.file("/proc/self/mountinfo", OVERLAY);
        assertThat(day()).isEmpty();

        machineId("6f1d7c0e4b5a49d2b3f1a0c9e8d7b6a5\n", "1970-01-01T00:00:12Z");
        assertThat(day()).isEmpty();

        machineId("", "2025-08-04T23:30:00Z");
        assertThat(day()).isEmpty();

        machineId("uninitialized\n", "2025-08-04T23:30:00Z");
        assertThat(day()).isEmpty();
    }

    @Test
    void anIdThatIsMadeAtEveryStartSaysNothing() {
        device.file(
                "/proc/self/mountinfo",
                OVERLAY + "40 22 0:25 /machine-id /etc/machine-id ro - tmpfs tmpfs rw\n");
        machineId("6f1d7c0e4b5a49d2b3f1a0c9e8d7b6a5\n", "2025-08-04T23:30:00Z");

        assertThat(day()).isEmpty();
    }

    @Test
    void oneThatLiesElsewhereSaysNothing() {
        device.file("/proc/self/mountinfo", OVERLAY)
                .file("/var/id", "6f1d7c0e4b5a49d2b3f1a0c9e8d7b6a5\n")
                .link(ID, folder.resolve("var/id").toString());

        assertThat(day()).isEmpty();
    }

    @Test
    void withoutAListOfMountsNothingIsKnown() {
        machineId("6f1d7c0e4b5a49d2b3f1a0c9e8d7b6a5\n", "2025-08-04T23:30:00Z");

        assertThat(day()).isEmpty();
    }

    /** The folders of this test are made now, as are those of an installation. */
    @Test
    void theLatestTraceCounts() throws IOException {
        device.file("/proc/self/mountinfo", DISK);
        machineId("6f1d7c0e4b5a49d2b3f1a0c9e8d7b6a5\n", "2025-08-04T23:30:00Z");
        var root = Files.readAttributes(folder, BasicFileAttributes.class);
        var made = LocalDate.ofInstant(root.creationTime().toInstant(), ZoneOffset.UTC);
        boolean kept = !root.creationTime().equals(root.lastModifiedTime());
        assertThat(day()).contains(kept ? made : LocalDate.of(2025, 8, 4));

        device.file("/proc/self/mountinfo", OVERLAY).folder("/var/log/installer");
        var log =
                Files.readAttributes(
                        folder.resolve("var/log/installer"), BasicFileAttributes.class);
        assertThat(day())
                .contains(LocalDate.ofInstant(log.creationTime().toInstant(), ZoneOffset.UTC));
    }
}
