package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.inventory.packages.DpkgStatus;
import dev.rollcall.agent.platform.LocalAddresses;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.HardwareSection.Disk;
import dev.rollcall.common.inventory.HardwareSection.Health;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.VolumesSection;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole inventory of planted devices on which something is badly wrong, with programs that are
 * really run: one section suffers, and the others are what they are on the same device in order.
 */
@EnabledOnOs(OS.LINUX)
class BadDeviceTest {

    private static final Duration LIMIT = Duration.ofSeconds(25);
    private static final String DISK = "/sys/block/nvme0n1/";

    @TempDir Path folder;
    @TempDir Path bin;
    PlantedDevice device;

    @BeforeEach
    void plantOneInOrder() throws IOException {
        device =
                new PlantedDevice(folder)
                        .file("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n")
                        .file("/etc/group", "sudo:x:27:root\n")
                        .file("/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
                        .file("/proc/meminfo", "MemTotal: 8000000 kB\n")
                        .file("/proc/cpuinfo", "processor : 0\nmodel name : Some CPU\n")
                        .file("/proc/swaps", "Filename Type Size Used Priority\n")
                        .file(
                                "/proc/self/mountinfo",
                                "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
                                        + "2 1 0:30 / /home rw - zfs pool/home rw\n")
                        .folder("/sys/dev/block/8:1")
                        .folder("/sys/class/net")
                        .folder("/etc/systemd/system")
                        .file("/sys/class/dmi/id/product_serial", "5CG0417\n")
                        .file(DISK + "size", "1000\n")
                        .file(DpkgStatus.FILE, installed("dpkg") + installed("openssl"));
        program("smartctl", "echo '{\"smart_status\":{\"passed\":true}}'");
        program("nft", "echo '{\"nftables\":[]}'");
        program("zfs", "echo aes-256-gcm");
    }

    @Test
    void onOneInOrderEverySectionArrives() throws InterruptedException {
        var snapshot = collect();

        assertThat(lacking(snapshot)).isEmpty();
        assertThat(hardware(snapshot).disks().orElseThrow())
                .extracting(Disk::health)
                .containsExactly(Optional.of(Health.PASSED));
        assertThat(section(snapshot, SecuritySection.KIND, SecuritySection.class).firewall())
                .isPresent();
        assertThat(encryptedHome(snapshot)).contains(true);
    }

    @Test
    void aPackageDatabaseOfNoiseCostsItsEntriesAndNothingElse() throws InterruptedException {
        var before = collect();
        var noise = new byte[300_000];
        new Random(7).nextBytes(noise);
        var torn =
                installed("dpkg")
                        + new String(noise, StandardCharsets.ISO_8859_1)
                        + "\n\n"
                        + installed("openssl")
                        + "Package: torn-off\nStatus: inst";
        device.file(DpkgStatus.FILE, torn);

        var snapshot = collect();

        assertThat(lacking(snapshot)).isEmpty();
        assertThat(names(snapshot)).containsExactlyInAnyOrder("dpkg", "openssl");
        assertThat(packages(snapshot).unreadable().orElseThrow()).isPositive();
        assertThat(changed(before, snapshot)).containsExactly("packages");
    }

    @Test
    void fourGigabytesOfPackagesCostWhatIsReadFromThem() throws IOException, InterruptedException {
        var before = collect();
        try (var sparse = new RandomAccessFile(device.files().at(DpkgStatus.FILE).toFile(), "rw")) {
            sparse.setLength(4L << 30);
        }

        var began = System.nanoTime();
        var snapshot = collect();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(lacking(snapshot)).containsExactly("packages", "patch-level");
        assertThat(report(snapshot, PackagesSection.KIND).detail().orElseThrow())
                .contains(DpkgStatus.FILE + " is larger than 268435456 bytes");
        assertThat(report(snapshot, PatchLevelSection.KIND).detail().orElseThrow())
                .contains("larger than");
        assertThat(changed(before, snapshot)).containsExactly("packages", "patch-level");
    }

    @Test
    void whatIsBelowTheLimitIsReadWithoutBeingHeldInMemory() throws InterruptedException {
        var stanza = "Package: p\nDescription: " + "x".repeat(1 << 20) + "\n\n";
        device.file(DpkgStatus.FILE, (stanza.repeat(60) + installed("dpkg")));

        var snapshot = collect();

        assertThat(names(snapshot)).containsExactly("dpkg");
        assertThat(packages(snapshot).unreadable()).contains(60);
    }

    @Test
    void programsThatHangCostTheirOwnFactsAndAreKilled() throws IOException, InterruptedException {
        var before = collect();
        var marker = "86398." + ProcessHandle.current().pid();
        for (var hanging : List.of("smartctl", "nft", "zfs")) {
            program(hanging, "sleep " + marker + " & wait");
        }

        var snapshot = collect();

        assertThat(lacking(snapshot)).isEmpty();
        assertThat(changed(before, snapshot)).containsExactly("hardware", "security", "volumes");
        assertThat(hardware(snapshot).disks().orElseThrow())
                .extracting(Disk::health)
                .containsExactly(Optional.empty());
        assertThat(section(snapshot, SecuritySection.KIND, SecuritySection.class).firewall())
                .isEmpty();
        assertThat(encryptedHome(snapshot)).isEmpty();
        Awaitility.await().until(() -> running(marker) == 0);
    }

    @Test
    void aProgramThatPrintsForEverCostsItsOwnFacts() throws IOException, InterruptedException {
        for (var endless : List.of("smartctl", "nft", "zfs")) {
            program(endless, "exec yes aes-256-gcm");
        }

        var snapshot = collect();

        assertThat(lacking(snapshot)).isEmpty();
        assertThat(hardware(snapshot).disks().orElseThrow())
                .extracting(Disk::health)
                .containsExactly(Optional.empty());
        assertThat(encryptedHome(snapshot)).isEmpty();
    }

    @Test
    void rubbishFromProgramsIsNoFact() throws IOException, InterruptedException {
        for (var rubbish : List.of("smartctl", "nft", "zfs")) {
            program(rubbish, "printf '\\000\\033[2J{\"nftables\":{\"passed\":true}} E on \\377'");
        }

        var snapshot = collect();

        assertThat(lacking(snapshot)).isEmpty();
        assertThat(hardware(snapshot).disks().orElseThrow())
                .extracting(Disk::health)
                .containsExactly(Optional.empty());
        assertThat(section(snapshot, SecuritySection.KIND, SecuritySection.class).firewall())
                .isEmpty();
        assertThat(encryptedHome(snapshot)).isEmpty();
        assertThat(section(snapshot, VolumesSection.KIND, VolumesSection.class).protection())
                .isNotEqualTo(Optional.of(VolumesSection.DeviceProtection.YES));
    }

    @Test
    void aMountTableOfRubbishCostsTheVolumes() throws InterruptedException {
        var before = collect();
        device.file("/proc/self/mountinfo", "\u0000 - \u0007\n- - -\n\n1 2 3 4 5 6 - \n");

        var snapshot = collect();

        assertThat(section(snapshot, VolumesSection.KIND, VolumesSection.class).volumes())
                .isEmpty();
        assertThat(section(snapshot, VolumesSection.KIND, VolumesSection.class).protection())
                .isEmpty();
        assertThat(changed(before, snapshot)).containsExactly("volumes");
    }

    @Test
    void aSerialIsSentWithoutControlCharactersAndAFormulaAsItIs() throws InterruptedException {
        device.file("/sys/class/dmi/id/product_serial", "\u001b[31m5CG\u0007\u202e0417\u0000\n")
                .file("/sys/class/dmi/id/chassis_asset_tag", "=cmd|' /C calc'!A0\n")
                .file(DISK + "device/serial", "@SUM(1+1)*cmd|' /C calc'!A0\u0001\n");

        var hardware = hardware(collect());

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
        device.file(
                DpkgStatus.FILE,
                scripts.stream().map(BadDeviceTest::installed).collect(Collectors.joining()));

        assertThat(names(collect())).containsExactlyInAnyOrderElementsOf(scripts);
    }

    @Test
    void threeHundredDisksAreAskedAndListed() throws IOException, InterruptedException {
        program("smartctl", "echo '{\"smart_status\":{\"passed\":true}}'");
        for (int i = 1; i < 300; i++) {
            device.file("/sys/block/nvme" + i + "n1/size", "1000\n");
        }

        var snapshot = collect();

        assertThat(lacking(snapshot)).isEmpty();
        assertThat(hardware(snapshot).disks().orElseThrow()).hasSize(300);
        assertThat(hardware(snapshot).disks().orElseThrow())
                .filteredOn(disk -> disk.health().isPresent())
                .isNotEmpty();
    }

    @Test
    void threeHundredDisksThatHangCostNoMoreThanTheirHealth()
            throws IOException, InterruptedException {
        program("smartctl", "exec sleep 86397");
        for (int i = 1; i < 300; i++) {
            device.file("/sys/block/nvme" + i + "n1/size", "1000\n");
        }

        var snapshot = collect();

        assertThat(lacking(snapshot)).isEmpty();
        assertThat(hardware(snapshot).disks().orElseThrow()).hasSize(300);
    }

    @Test
    void aDeviceWhoseClockSaysNineteenSeventyArrivesWhole() throws InterruptedException {
        var lists = "/var/lib/apt/lists/a.org_debian_dists_x_";
        device.file(
                        lists + "InRelease",
                        "Origin: Debian\nLabel: Debian-Security\n"
                                + "Date: Sat, 11 Jul 2026 10:16:37 UTC\n")
                .file(
                        lists + "main_binary-amd64_Packages",
                        "Package: openssl\nVersion: 2\nArchitecture: amd64\n\n")
                .file("/etc/shadow", "root:$y$j9T$x:0:0:99999:7:::\n");
        for (var file : List.of(lists + "InRelease", "/var/lib/apt/lists", DpkgStatus.FILE)) {
            device.modified(file, Instant.EPOCH);
        }
        device.file("/proc/stat", "btime 0\n");

        var snapshot = collect();

        assertThat(lacking(snapshot)).isEmpty();
        var patches = section(snapshot, PatchLevelSection.KIND, PatchLevelSection.class);
        assertThat(patches.pending().orElseThrow())
                .singleElement()
                .satisfies(update ->
                        assertThat(update.since()).contains(Instant.parse("2026-07-11T10:16:37Z")));
        assertThat(patches.listsRefreshed()).contains(Instant.EPOCH);
    }

    private InventorySnapshot collect() throws InterruptedException {
        var sources =
                new InventorySources(
                        "Linux",
                        "amd64",
                        device.files(),
                        (command, limit, most) -> {
                            var program = bin.resolve(command.getFirst());
                            if (!Files.isExecutable(program)) {
                                return Optional.empty();
                            }
                            var line = new ArrayList<>(command);
                            line.set(0, program.toString());
                            return Programs.ofThisMachine().run(line, limit, most);
                        },
                        () -> Map.<String, List<LocalAddresses.Address>>of(),
                        Optional.empty());
        var health = new DiskHealth(sources.programs(), System::nanoTime);
        return new Inventory(
                        dev.rollcall.agent.inventory.Collectors.forThisSystem(sources, health),
                        dev.rollcall.agent.inventory.Collectors.volatileFacts(sources, health),
                        Set::of,
                        System::nanoTime,
                        LIMIT)
                .collect();
    }

    private void program(String name, String script) throws IOException {
        var file = bin.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String installed(String name) {
        return "Package: %s\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n"
                .formatted(name);
    }

    /** The sections that failed or took too long; what is off on the planted device is not one. */
    private static List<String> lacking(InventorySnapshot snapshot) {
        return snapshot.reports().stream()
                .filter(r ->
                        r.state() == SectionState.FAILED || r.state() == SectionState.TIMED_OUT)
                .map(r -> r.kind().name())
                .toList();
    }

    private static List<String> changed(InventorySnapshot before, InventorySnapshot after) {
        return IntStream.range(0, before.reports().size())
                .filter(i ->
                        !before.reports().get(i).digest().equals(after.reports().get(i).digest()))
                .mapToObj(i -> before.reports().get(i).kind().name())
                .toList();
    }

    private static HardwareSection hardware(InventorySnapshot snapshot) {
        return section(snapshot, HardwareSection.KIND, HardwareSection.class);
    }

    private static PackagesSection packages(InventorySnapshot snapshot) {
        return section(snapshot, PackagesSection.KIND, PackagesSection.class);
    }

    private static List<String> names(InventorySnapshot snapshot) {
        return snapshot.bodies().values().stream()
                .filter(body -> body.kind().equals(PackageBucket.KIND))
                .map(body -> body.text().getBytes(StandardCharsets.UTF_8))
                .flatMap(bytes -> Sections.parseBucket(bytes).packages().stream())
                .map(InstalledPackage::name)
                .toList();
    }

    private static Optional<Boolean> encryptedHome(InventorySnapshot snapshot) {
        return section(snapshot, VolumesSection.KIND, VolumesSection.class).volumes().stream()
                .filter(volume -> volume.mountPoint().equals("/home"))
                .findFirst()
                .orElseThrow()
                .encrypted();
    }

    private static SectionReport report(InventorySnapshot snapshot, SectionKind kind) {
        return snapshot.reports().stream()
                .filter(r -> r.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static <T extends InventorySection> T section(
            InventorySnapshot snapshot, SectionKind kind, Class<T> type) {
        var body = snapshot.bodies().get(report(snapshot, kind).digest().orElseThrow());
        return type.cast(Sections.parse(kind, body.text().getBytes(StandardCharsets.UTF_8)));
    }

    private static long running(String marker) {
        return ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains(marker))
                .count();
    }
}
