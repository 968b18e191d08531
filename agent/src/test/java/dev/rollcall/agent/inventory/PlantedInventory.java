package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.inventory.macos.BatteryWear;
import dev.rollcall.agent.inventory.packages.DpkgStatus;
import dev.rollcall.agent.platform.LocalAddresses;
import dev.rollcall.agent.platform.ProgramFile;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.inventory.VolumesSection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The whole inventory of a planted device, with programs that are really run. */
final class PlantedInventory {

    private static final Duration LIMIT = Duration.ofSeconds(25);
    private static final String DISK = "/sys/block/nvme0n1/";

    final PlantedDevice device;
    private final Path bin;

    /**
     * One in order.
     *
     * @param folder the root of the device
     * @param bin the only folder in which programs are looked for
     */
    PlantedInventory(Path folder, Path bin) throws IOException {
        this.bin = bin;
        this.device =
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

    /** The same as one with rpm and dnf. */
    void liveByRpm() throws IOException {
        Files.delete(device.files().at(DpkgStatus.FILE));
        device.file("/etc/os-release", "ID=fedora\nVERSION_ID=\"42\"\n")
                .file("/usr/lib/sysimage/rpm/rpmdb.sqlite", "binary")
                .file("/etc/yum.repos.d/updates.repo", "[updates]\nenabled=1\n")
                .file(
                        "/var/cache/libdnf5/updates-0123456789abcdef/repodata/repomd.xml",
                        "<repomd><data type=\"updateinfo\"/></repomd>");
        program("rpm", "printf 'bash\\t5.2-1\\tx86_64\\tbash-5.2-1.src.rpm\\n'");
        program(
                "dnf",
                """
                case "$*" in
                *check-update*) echo 'bash.x86_64  5.2-2  updates'; exit 100;;
                esac
                """);
    }

    /** Programs that are looked for in one folder only, and told to a listener before that. */
    Programs programs(Consumer<List<String>> started) {
        return (command, limit, most) -> {
            started.accept(command);
            var program = bin.resolve(command.getFirst());
            if (!Files.isExecutable(program)) {
                return Optional.empty();
            }
            var line = new ArrayList<>(command);
            line.set(0, program.toString());
            return Programs.ofThisMachine().run(line, limit, most);
        };
    }

    InventorySources sources(Programs programs) {
        return new InventorySources(
                "Linux",
                "amd64",
                device.files(),
                programs,
                () -> Map.<String, List<LocalAddresses.Address>>of(),
                Optional.empty());
    }

    InventorySnapshot collect() throws InterruptedException {
        var sources = sources(programs(_ -> {}));
        var health = new DiskHealth(sources.programs(), System::nanoTime);
        return new Inventory(
                        Collectors.forThisSystem(sources, health, new BatteryWear(), List::of),
                        Collectors.volatileFacts(sources, health, new BatteryWear()),
                        Set::of,
                        System::nanoTime,
                        LIMIT)
                .collect();
    }

    void program(String name, String script) throws IOException {
        ProgramFile.install(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
    }

    static String installed(String name) {
        return "Package: %s\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n"
                .formatted(name);
    }

    /** The sections that failed or took too long; what is off on the planted device is not one. */
    static List<String> lacking(InventorySnapshot snapshot) {
        return snapshot.reports().stream()
                .filter(r ->
                        r.state() == SectionState.FAILED || r.state() == SectionState.TIMED_OUT)
                .map(r -> r.kind().name())
                .toList();
    }

    static List<String> changed(InventorySnapshot before, InventorySnapshot after) {
        return IntStream.range(0, before.reports().size())
                .filter(i ->
                        !before.reports().get(i).digest().equals(after.reports().get(i).digest()))
                .mapToObj(i -> before.reports().get(i).kind().name())
                .toList();
    }

    static HardwareSection hardware(InventorySnapshot snapshot) {
        return section(snapshot, HardwareSection.KIND, HardwareSection.class);
    }

    static PackagesSection packages(InventorySnapshot snapshot) {
        return section(snapshot, PackagesSection.KIND, PackagesSection.class);
    }

    static List<String> names(InventorySnapshot snapshot) {
        return snapshot.bodies().values().stream()
                .filter(body -> body.kind().equals(PackageBucket.KIND))
                .map(body -> body.text().getBytes(StandardCharsets.UTF_8))
                .flatMap(bytes -> Sections.parseBucket(bytes).packages().stream())
                .map(InstalledPackage::name)
                .toList();
    }

    static Optional<Boolean> encryptedHome(InventorySnapshot snapshot) {
        return section(snapshot, VolumesSection.KIND, VolumesSection.class).volumes().stream()
                .filter(volume -> volume.mountPoint().equals("/home"))
                .findFirst()
                .orElseThrow()
                .encrypted();
    }

    static SectionReport report(InventorySnapshot snapshot, SectionKind kind) {
        return snapshot.reports().stream()
                .filter(r -> r.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    static <T extends InventorySection> T section(
            InventorySnapshot snapshot, SectionKind kind, Class<T> type) {
        var body = snapshot.bodies().get(report(snapshot, kind).digest().orElseThrow());
        return type.cast(Sections.parse(kind, body.text().getBytes(StandardCharsets.UTF_8)));
    }
}
