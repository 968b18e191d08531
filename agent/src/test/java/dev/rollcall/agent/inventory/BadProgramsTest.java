package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.HardwareSection.Disk;
import dev.rollcall.common.inventory.HardwareSection.Health;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.VolumesSection;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Devices whose programs hang, never end or print rubbish: they cost their own facts. */
@EnabledOnOs(OS.LINUX)
class BadProgramsTest extends PlantedInventoryTest {

    @Test
    void onOneInOrderEverySectionArrives() throws InterruptedException {
        var snapshot = planted.collect();

        assertThat(PlantedInventory.lacking(snapshot)).isEmpty();
        assertThat(PlantedInventory.hardware(snapshot).disks().orElseThrow())
                .extracting(Disk::health)
                .containsExactly(Optional.of(Health.PASSED));
        assertThat(
                        PlantedInventory.section(
                                        snapshot, SecuritySection.KIND, SecuritySection.class)
                                .firewall())
                .isPresent();
        assertThat(PlantedInventory.encryptedHome(snapshot)).contains(true);
    }

    @Test
    void programsThatHangCostTheirOwnFactsAndAreKilled() throws IOException, InterruptedException {
        var before = planted.collect();
        var marker = "86398." + ProcessHandle.current().pid();
        for (var hanging : List.of("smartctl", "nft", "zfs")) {
            planted.program(hanging, "sleep " + marker + " & wait");
        }

        var snapshot = planted.collect();

        assertThat(PlantedInventory.lacking(snapshot)).isEmpty();
        assertThat(PlantedInventory.changed(before, snapshot))
                .containsExactly("hardware", "security", "volumes");
        assertThat(PlantedInventory.hardware(snapshot).disks().orElseThrow())
                .extracting(Disk::health)
                .containsExactly(Optional.empty());
        assertThat(
                        PlantedInventory.section(
                                        snapshot, SecuritySection.KIND, SecuritySection.class)
                                .firewall())
                .isEmpty();
        assertThat(PlantedInventory.encryptedHome(snapshot)).isEmpty();
        Awaitility.await().until(() -> running(marker) == 0);
    }

    @Test
    void aProgramThatPrintsForEverCostsItsOwnFacts() throws IOException, InterruptedException {
        for (var endless : List.of("smartctl", "nft", "zfs")) {
            planted.program(endless, "exec yes aes-256-gcm");
        }

        var snapshot = planted.collect();

        assertThat(PlantedInventory.lacking(snapshot)).isEmpty();
        assertThat(PlantedInventory.hardware(snapshot).disks().orElseThrow())
                .extracting(Disk::health)
                .containsExactly(Optional.empty());
        assertThat(PlantedInventory.encryptedHome(snapshot)).isEmpty();
    }

    @Test
    void rubbishFromProgramsIsNoFact() throws IOException, InterruptedException {
        for (var rubbish : List.of("smartctl", "nft", "zfs")) {
            planted.program(
                    rubbish, "printf '\\000\\033[2J{\"nftables\":{\"passed\":true}} E on \\377'");
        }

        var snapshot = planted.collect();

        assertThat(PlantedInventory.lacking(snapshot)).isEmpty();
        assertThat(PlantedInventory.hardware(snapshot).disks().orElseThrow())
                .extracting(Disk::health)
                .containsExactly(Optional.empty());
        assertThat(
                        PlantedInventory.section(
                                        snapshot, SecuritySection.KIND, SecuritySection.class)
                                .firewall())
                .isEmpty();
        assertThat(PlantedInventory.encryptedHome(snapshot)).isEmpty();
        assertThat(
                        PlantedInventory.section(
                                        snapshot, VolumesSection.KIND, VolumesSection.class)
                                .protection())
                .isNotEqualTo(Optional.of(VolumesSection.DeviceProtection.YES));
    }

    @Test
    void threeHundredDisksAreAskedAndListed() throws IOException, InterruptedException {
        planted.program("smartctl", "echo '{\"smart_status\":{\"passed\":true}}'");
        for (int i = 1; i < 300; i++) {
            planted.device.file("/sys/block/nvme" + i + "n1/size", "1000\n");
        }

        var snapshot = planted.collect();

        assertThat(PlantedInventory.lacking(snapshot)).isEmpty();
        assertThat(PlantedInventory.hardware(snapshot).disks().orElseThrow()).hasSize(300);
        assertThat(PlantedInventory.hardware(snapshot).disks().orElseThrow())
                .filteredOn(disk -> disk.health().isPresent())
                .isNotEmpty();
    }

    @Test
    void threeHundredDisksThatHangCostNoMoreThanTheirHealth()
            throws IOException, InterruptedException {
        planted.program("smartctl", "exec sleep 86397");
        for (int i = 1; i < 300; i++) {
            planted.device.file("/sys/block/nvme" + i + "n1/size", "1000\n");
        }

        var snapshot = planted.collect();

        assertThat(PlantedInventory.lacking(snapshot)).isEmpty();
        assertThat(PlantedInventory.hardware(snapshot).disks().orElseThrow()).hasSize(300);
    }

    private static long running(String marker) {
        return ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains(marker))
                .count();
    }
}
