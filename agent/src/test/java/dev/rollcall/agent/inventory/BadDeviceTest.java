package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.packages.DpkgStatus;
import dev.rollcall.common.inventory.HardwareSection.Disk;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.VolumesSection;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Devices on which files are badly wrong: one section suffers, and the others are what they are on
 * the same device in order.
 */
@EnabledOnOs(OS.LINUX)
class BadDeviceTest extends PlantedInventoryTest {

    @Test
    void aPackageDatabaseOfNoiseCostsItsEntriesAndNothingElse() throws InterruptedException {
        var before = planted.collect();
        var noise = new byte[300_000];
        new Random(7).nextBytes(noise);
        var torn =
                PlantedInventory.installed("dpkg")
                        + new String(noise, StandardCharsets.ISO_8859_1)
                        + "\n\n"
                        + PlantedInventory.installed("openssl")
                        + "Package: torn-off\nStatus: inst";
        planted.device.file(DpkgStatus.FILE, torn);

        var snapshot = planted.collect();

        assertThat(PlantedInventory.lacking(snapshot)).isEmpty();
        assertThat(PlantedInventory.names(snapshot)).containsExactlyInAnyOrder("dpkg", "openssl");
        assertThat(PlantedInventory.packages(snapshot).unreadable().orElseThrow()).isPositive();
        assertThat(PlantedInventory.changed(before, snapshot)).containsExactly("packages");
    }

    @Test
    void fourGigabytesOfPackagesCostWhatIsReadFromThem() throws IOException, InterruptedException {
        var before = planted.collect();
        try (var sparse =
                new RandomAccessFile(planted.device.files().at(DpkgStatus.FILE).toFile(), "rw")) {
            sparse.setLength(4L << 30);
        }

        var snapshot = planted.collect();

        assertThat(PlantedInventory.lacking(snapshot)).containsExactly("packages", "patch-level");
        assertThat(PlantedInventory.report(snapshot, PackagesSection.KIND).detail().orElseThrow())
                .contains(DpkgStatus.FILE + " is larger than 268435456 bytes");
        assertThat(PlantedInventory.report(snapshot, PatchLevelSection.KIND).detail().orElseThrow())
                .contains("larger than");
        assertThat(PlantedInventory.changed(before, snapshot))
                .containsExactly("packages", "patch-level");
    }

    @Test
    void whatIsBelowTheLimitIsReadWithoutBeingHeldInMemory() throws InterruptedException {
        var stanza = "Package: p\nDescription: " + "x".repeat(1 << 20) + "\n\n";
        planted.device.file(
                DpkgStatus.FILE, (stanza.repeat(60) + PlantedInventory.installed("dpkg")));

        var snapshot = planted.collect();

        assertThat(PlantedInventory.names(snapshot)).containsExactly("dpkg");
        assertThat(PlantedInventory.packages(snapshot).unreadable()).contains(60);
    }

    /**
     * And the day of installation, which the root tells only where it is known to lie on a disk.
     */
    @Test
    void aMountTableOfRubbishCostsTheVolumes() throws InterruptedException {
        var before = planted.collect();
        planted.device.file("/proc/self/mountinfo", "\u0000 - \u0007\n- - -\n\n1 2 3 4 5 6 - \n");

        var snapshot = planted.collect();

        assertThat(
                        PlantedInventory.section(
                                        snapshot, VolumesSection.KIND, VolumesSection.class)
                                .volumes())
                .isEmpty();
        assertThat(
                        PlantedInventory.section(
                                        snapshot, VolumesSection.KIND, VolumesSection.class)
                                .protection())
                .isEmpty();
        assertThat(PlantedInventory.changed(before, snapshot))
                .containsExactly("operating-system", "volumes");
        assertThat(
                        PlantedInventory.section(
                                        snapshot,
                                        OperatingSystemSection.KIND,
                                        OperatingSystemSection.class)
                                .installed())
                .isEmpty();
    }

    @Test
    void aSerialIsSentWithoutControlCharactersAndAFormulaAsItIs() throws InterruptedException {
        planted.device
                .file("/sys/class/dmi/id/product_serial", "\u001b[31m5CG\u0007\u202e0417\u0000\n")
                .file("/sys/class/dmi/id/chassis_asset_tag", "=cmd|' /C calc'!A0\n")
                .file("/sys/block/nvme0n1/device/serial", "@SUM(1+1)*cmd|' /C calc'!A0\u0001\n");

        var hardware = PlantedInventory.hardware(planted.collect());

        assertThat(hardware.serial()).contains("[31m5CG0417");
        assertThat(hardware.assetTag()).contains("=cmd|' /C calc'!A0");
        assertThat(hardware.disks().orElseThrow())
                .extracting(Disk::serial)
                .containsExactly(Optional.of("@SUM(1+1)*cmd|' /C calc'!A0"));
    }

    @Test
    void packageNamesInEveryScriptArriveInTheirBuckets() throws InterruptedException {
        var scripts =
                List.of("пакет-данных", "软件包", "حزمة", "パッケージ", "패키지", "पैकेज", "עברית", "ไทย");
        planted.device.file(
                DpkgStatus.FILE,
                scripts.stream().map(PlantedInventory::installed).collect(Collectors.joining()));

        assertThat(PlantedInventory.names(planted.collect()))
                .containsExactlyInAnyOrderElementsOf(scripts);
    }

    @Test
    void aDeviceWhoseClockSaysNineteenSeventyArrivesWhole() throws InterruptedException {
        var lists = "/var/lib/apt/lists/a.org_debian_dists_x_";
        planted.device
                .file(
                        lists + "InRelease",
                        "Origin: Debian\nLabel: Debian-Security\n"
                                + "Date: Sat, 11 Jul 2026 10:16:37 UTC\n")
                .file(
                        lists + "main_binary-amd64_Packages",
                        "Package: openssl\nVersion: 2\nArchitecture: amd64\n\n")
                .file("/etc/shadow", "root:$y$j9T$x:0:0:99999:7:::\n");
        for (var file : List.of(lists + "InRelease", "/var/lib/apt/lists", DpkgStatus.FILE)) {
            planted.device.modified(file, Instant.EPOCH);
        }
        planted.device.file("/proc/stat", "btime 0\n");

        var snapshot = planted.collect();

        assertThat(PlantedInventory.lacking(snapshot)).isEmpty();
        var patches =
                PlantedInventory.section(snapshot, PatchLevelSection.KIND, PatchLevelSection.class);
        assertThat(patches.pending().orElseThrow())
                .singleElement()
                .satisfies(update ->
                        assertThat(update.since()).contains(Instant.parse("2026-07-11T10:16:37Z")));
        assertThat(patches.listsRefreshed()).contains(Instant.EPOCH);
    }
}
