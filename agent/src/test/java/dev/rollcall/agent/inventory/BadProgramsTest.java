package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.HardwareSection.Disk;
import dev.rollcall.common.inventory.HardwareSection.Health;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.VolumesSection;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void onOneInOrderWithRpmEverySectionArrives() throws IOException, InterruptedException {
        planted.liveByRpm();

        var snapshot = planted.collect();

        assertThat(PlantedInventory.lacking(snapshot)).isEmpty();
        assertThat(PlantedInventory.names(snapshot)).containsExactly("bash");
        assertThat(patchLevel(snapshot).pendingSecurity()).contains(0L);
        assertThat(patchLevel(snapshot).pendingCount()).contains(1L);
    }

    @Test
    void anRpmThatHangsIsRunOnceAndCostsWhatItKnowsAndNothingElse()
            throws IOException, InterruptedException {
        planted.liveByRpm();
        var before = planted.collect();
        var marker = "86396." + ProcessHandle.current().pid();
        planted.program("rpm", "echo run >> " + folder.resolve("runs") + "; sleep " + marker);

        var snapshot = planted.collect();

        assertThat(PlantedInventory.lacking(snapshot)).containsExactly("packages", "patch-level");
        assertThat(PlantedInventory.changed(before, snapshot))
                .containsExactly("packages", "patch-level");
        assertThat(folder.resolve("runs")).content().isEqualTo("run\n");
        Awaitility.await().until(() -> running(marker) == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec sleep 86395",
                "exec yes bash.x86_64 5.2-2 updates",
                "printf '\\000\\033[2J E on \\377'",
                "printf '\\000\\033[2J E on \\377'; exit 100",
                "echo 'Traceback (most recent call last):'; exit 1",
                "echo no line of these; exit 100"
            })
    void aDnfThatHangsOrPrintsRubbishSaysNothingOfUpdates(String script)
            throws IOException, InterruptedException {
        planted.liveByRpm();
        var before = planted.collect();
        planted.program("dnf", script);

        var snapshot = planted.collect();

        assertThat(PlantedInventory.lacking(snapshot)).isEmpty();
        assertThat(PlantedInventory.changed(before, snapshot)).containsExactly("patch-level");
        assertThat(patchLevel(snapshot).pending()).isEmpty();
        assertThat(PlantedInventory.names(snapshot)).containsExactly("bash");
    }

    @Test
    void rubbishFromRpmIsNoPackageAndNotADeviceWithoutAny()
            throws IOException, InterruptedException {
        planted.liveByRpm();
        var before = planted.collect();
        planted.program("rpm", "printf '\\000\\033[2J{}\\n E on \\377\\n'");

        var snapshot = planted.collect();

        assertThat(PlantedInventory.lacking(snapshot)).containsExactly("packages", "patch-level");
        assertThat(PlantedInventory.changed(before, snapshot))
                .containsExactly("packages", "patch-level");
    }

    /** No zypper is asked: one that hangs hangs nothing. */
    @Test
    void aDeviceThatZypperUpdatesLacksItsPatchLevelAndNothingElse()
            throws IOException, InterruptedException {
        planted.liveByRpm();
        var before = planted.collect();
        planted.program("zypper", "exec sleep 86394");
        planted.program("dnf", "exit 0");
        planted.device
                .file("/usr/bin/zypper", "")
                .file("/etc/zypp/repos.d/repo-oss.repo", "[repo-oss]\nenabled=1\n");

        var snapshot = planted.collect();

        assertThat(PlantedInventory.lacking(snapshot)).containsExactly("patch-level");
        assertThat(PlantedInventory.changed(before, snapshot)).containsExactly("patch-level");
        assertThat(PlantedInventory.report(snapshot, PatchLevelSection.KIND).detail())
                .contains("updates come from zypper, which this version does not read");
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

    private static PatchLevelSection patchLevel(InventorySnapshot snapshot) {
        return PlantedInventory.section(snapshot, PatchLevelSection.KIND, PatchLevelSection.class);
    }

    private static long running(String marker) {
        return ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains(marker))
                .count();
    }
}
