package dev.rollcall.simulator;

import dev.rollcall.common.inventory.BrowsersSection;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.NetworkSection;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PeripheralsSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.ServicesSection;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes up an inventory that a district could have: the same number always gives the same device.
 * Each lab of thirty shares one image, so that its machines differ in serial, host name and
 * addresses only. Safe for use by many threads.
 */
final class PlausibleInventory {

    private static final int LAB = 30;

    /** Packages that a device of its own differs in. */
    private static final int CHANGES = 6;

    private static final Instant LISTS = Instant.parse("2026-11-20T06:25:00Z");
    private static final List<Model> MODELS =
            List.of(
                    new Model(
                            "LENOVO",
                            "ThinkPad L14 Gen 4",
                            "laptop",
                            16L << 30,
                            "AMD Ryzen 5 PRO 7530U",
                            6),
                    new Model(
                            "Dell Inc.",
                            "Latitude 3340",
                            "laptop",
                            8L << 30,
                            "13th Gen Intel(R) Core(TM) i5-1335U",
                            10),
                    new Model(
                            "HP",
                            "HP ProDesk 400 G9 Mini",
                            "desktop",
                            8L << 30,
                            "12th Gen Intel(R) Core(TM) i3-12100T",
                            4),
                    new Model(
                            "Acer", "TravelMate B311-33", "laptop", 4L << 30, "Intel(R) N100", 4));

    private final int packages;
    private final int ofAnImage;
    private final boolean distinct;
    private final Map<Integer, Image> images = new ConcurrentHashMap<>();

    /**
     * @param packages how many an image has
     */
    PlausibleInventory(int packages) {
        this(packages, LAB, false);
    }

    /**
     * @param packages how many an image has
     * @param ofAnImage how many devices are made from one image
     * @param distinct whether each device has some packages in a version that no other has
     */
    PlausibleInventory(int packages, int ofAnImage, boolean distinct) {
        this.packages = packages;
        this.ofAnImage = ofAnImage;
        this.distinct = distinct;
    }

    static String hostname(int number) {
        return "sim-%03d-%02d".formatted(number / LAB, number % LAB + 1);
    }

    static String serial(int number) {
        return "SIM%07d".formatted(number);
    }

    InventorySnapshot of(int number) {
        var image = images.computeIfAbsent(number / ofAnImage, this::image);
        var reports = new ArrayList<>(image.reports);
        var bodies = new HashMap<>(image.bodies);
        if (distinct) {
            reports.removeIf(report -> report.kind().equals(PackagesSection.KIND));
            reports.add(itsPackages(number, image, bodies));
        }
        for (var section : own(number, image)) {
            var text = CanonicalJson.text(section);
            var digest = Digest.of(text);
            reports.add(SectionReport.ok(section.kind(), digest, Duration.ZERO));
            bodies.put(digest, new InventorySnapshot.InventoryText(section.kind(), text));
        }
        return new InventorySnapshot(reports, bodies);
    }

    /** The image's packages, but for some that are in a version of this device's own. */
    private SectionReport itsPackages(
            int number, Image image, Map<Digest, InventorySnapshot.InventoryText> bodies) {
        var buckets = new TreeMap<String, Digest>();
        image.buckets.forEach((key, bucket) -> {
            var mine = new ArrayList<>(bucket.packages());
            for (int change = 0; change < CHANGES; change++) {
                var name = "package-" + (number * 31L + change * 97L) % packages;
                mine.replaceAll(p ->
                        p.name().equals(name)
                                ? new InstalledPackage(
                                        name,
                                        p.version() + "+own" + number,
                                        p.architecture(),
                                        p.source())
                                : p);
            }
            buckets.put(
                    key,
                    mine.equals(bucket.packages())
                            ? image.digests.get(key)
                            : add(bodies, PackageBucket.KIND, new PackageBucket(mine)));
        });
        var section = new PackagesSection(packages, Optional.empty(), buckets);
        return SectionReport.ok(
                section.kind(), add(bodies, section.kind(), section), Duration.ZERO);
    }

    /** What every machine of a lab has alike. */
    private Image image(int lab) {
        var random = new Random(lab);
        var installed = new ArrayList<InstalledPackage>();
        for (int i = 0; i < packages; i++) {
            var version =
                    (1 + i % 9)
                            + "."
                            + random.nextInt(3)
                            + "."
                            + i % 7
                            + "-"
                            + (1 + random.nextInt(2));
            installed.add(
                    new InstalledPackage(
                            "package-" + i,
                            version,
                            "amd64",
                            i % 60 == 59 ? PackageSource.SNAP : PackageSource.DPKG));
        }
        var bodies = new HashMap<Digest, InventorySnapshot.InventoryText>();
        var buckets = new TreeMap<String, Digest>();
        PackageBucket.spread(installed)
                .forEach((key, bucket) -> {
                    buckets.put(key, add(bodies, PackageBucket.KIND, bucket));
                });
        var reports = new ArrayList<SectionReport>();
        var model = MODELS.get(lab % MODELS.size());
        for (var section :
                List.of(
                        new PackagesSection(packages, Optional.empty(), buckets),
                        volumes(lab),
                        patchLevel(random, installed),
                        security(model),
                        peripherals(),
                        browsers(lab),
                        services(lab),
                        users(random))) {
            reports.add(
                    SectionReport.ok(
                            section.kind(), add(bodies, section.kind(), section), Duration.ZERO));
        }
        return new Image(model, reports, bodies, PackageBucket.spread(installed), buckets);
    }

    private static Digest add(
            Map<Digest, InventorySnapshot.InventoryText> bodies, SectionKind kind, Object body) {
        var text = CanonicalJson.text(body);
        var digest = Digest.of(text);
        bodies.put(digest, new InventorySnapshot.InventoryText(kind, text));
        return digest;
    }

    private static List<InventorySection> own(int number, Image image) {
        var model = image.model;
        var processor =
                new HardwareSection.Processor(
                        Optional.of(model.processor),
                        Optional.of(1),
                        Optional.of(model.cores),
                        Optional.of(2 * model.cores),
                        Optional.of(4400),
                        Optional.of(12L << 20),
                        Optional.of("0x42c"));
        var disk =
                new HardwareSection.Disk(
                        "nvme0n1",
                        Optional.of("KIOXIA KBG50ZNV256G"),
                        Optional.of("X%08d".formatted(number)),
                        256_060_514_304L,
                        Optional.of(HardwareSection.Medium.NVME),
                        Optional.of(
                                number % 200 == 17
                                        ? HardwareSection.Health.FAILING
                                        : HardwareSection.Health.PASSED),
                        Optional.of("11300106"));
        var hardware =
                new HardwareSection(
                        Optional.of(model.maker),
                        Optional.of(model.name),
                        Optional.of(serial(number)),
                        Optional.of("%06d".formatted(4000 + number)),
                        Optional.empty(),
                        Optional.of(model.chassis),
                        Optional.empty(),
                        Optional.of("1.%d".formatted(10 + number / LAB % 5)),
                        Optional.of(LocalDate.of(2026, 3, 1)),
                        Optional.of(false),
                        processor,
                        Optional.of(model.memory),
                        Optional.empty(),
                        Optional.of(List.of(disk)),
                        Optional.of(batteries(number, model)),
                        Optional.of(model.name),
                        Optional.of("SKU-" + model.cores),
                        Optional.of(serial(number)),
                        Optional.of(model.maker),
                        Optional.of(model.name + " board"),
                        Optional.of(model.maker),
                        Optional.of(4 * model.memory),
                        Optional.of(2),
                        Optional.of(1),
                        Optional.empty(),
                        Optional.of(false),
                        Optional.empty());
        var system =
                new OperatingSystemSection(
                        Optional.of("debian"),
                        Optional.of("Debian GNU/Linux"),
                        Optional.of(number / LAB % 4 == 0 ? "11" : "12"),
                        Optional.empty(),
                        Optional.of(
                                "Debian GNU/Linux "
                                        + (number / LAB % 4 == 0
                                                ? "11 (bullseye)"
                                                : "12 (bookworm)")),
                        Optional.of("6.1.0-40-amd64"),
                        Optional.of(List.of("6.1.0-40-amd64")),
                        Optional.of("x86_64"),
                        Optional.of(hostname(number)),
                        Optional.empty(),
                        Optional.of("America/Chicago"),
                        Optional.of(OperatingSystemSection.TimeSource.SYSTEMD_TIMESYNCD),
                        Optional.of(true),
                        Optional.of(
                                number / LAB % 4 == 0
                                        ? LocalDate.of(2026, 8, 31)
                                        : LocalDate.of(2028, 6, 30)),
                        Optional.of("lincoln.example"),
                        Optional.of(number / LAB % 4 == 0 ? "11.11" : "12.11"),
                        Optional.empty(),
                        Optional.of(LocalDate.of(2025, 7, 1).plusDays(number / LAB % 40)),
                        Optional.of(OperatingSystemSection.BootMode.UEFI),
                        Optional.of("us"));
        var network =
                new NetworkSection(
                        List.of(
                                new NetworkSection.Interface(
                                        "wlp1s0",
                                        Optional.of(NetworkSection.LinkType.WIRELESS),
                                        Optional.of(
                                                "02:00:00:%02x:%02x:%02x"
                                                        .formatted(
                                                                number >> 16 & 255,
                                                                number >> 8 & 255,
                                                                number & 255)),
                                        List.of(
                                                "10.%d.%d.%d"
                                                        .formatted(
                                                                number >> 16 & 255,
                                                                number >> 8 & 255,
                                                                number & 255)),
                                        Optional.of(true),
                                        Optional.of(866),
                                        Optional.of("iwlwifi"),
                                        Optional.of("8086:51f0"),
                                        Optional.empty(),
                                        Optional.of(1500),
                                        Optional.empty(),
                                        Optional.of(true))));
        return List.of(hardware, system, network);
    }

    private static List<HardwareSection.Battery> batteries(int number, Model model) {
        return model.chassis.equals("laptop")
                ? List.of(
                        new HardwareSection.Battery(
                                "BAT0",
                                Optional.of("SMP"),
                                Optional.of("L19M3PF3"),
                                Optional.of("%05d".formatted(number)),
                                Optional.of(45_000),
                                Optional.of("Li-poly")))
                : List.of();
    }

    private static VolumesSection volumes(int lab) {
        boolean encrypted = lab % 5 != 0;
        var method =
                encrypted
                        ? Optional.of(VolumesSection.EncryptionMethod.LUKS2)
                        : Optional.<VolumesSection.EncryptionMethod>empty();
        var root =
                new VolumesSection.Volume(
                        encrypted ? "/dev/mapper/root" : "/dev/nvme0n1p2",
                        "/",
                        "ext4",
                        Optional.of(250_000_000_000L),
                        Optional.of(encrypted),
                        method,
                        method.map(_ -> "aes-xts-plain64"),
                        method.map(_ -> 512),
                        method.map(_ -> 1),
                        method.map(_ -> "argon2id"),
                        Optional.empty(),
                        Optional.of(List.of()));
        return new VolumesSection(
                List.of(root),
                Optional.of(List.of()),
                Optional.of(
                        encrypted
                                ? VolumesSection.DeviceProtection.YES
                                : VolumesSection.DeviceProtection.NO));
    }

    private static PatchLevelSection patchLevel(Random random, List<InstalledPackage> installed) {
        var pending = new ArrayList<PatchLevelSection.PendingUpdate>();
        int count = random.nextInt(12);
        for (int i = 0; i < count && i * 7 < installed.size(); i++) {
            var old = installed.get(i * 7);
            pending.add(
                    new PatchLevelSection.PendingUpdate(
                            old.name(),
                            Optional.of(old.architecture()),
                            Optional.of(old.version()),
                            old.version() + "+deb12u1",
                            Optional.of(random.nextBoolean()),
                            Optional.of("Debian-Security"),
                            Optional.of(LISTS.minus(Duration.ofDays(random.nextInt(40)))),
                            false));
        }
        return new PatchLevelSection(
                PatchLevelSection.UpdateSystem.APT,
                Optional.of(pending),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(LISTS),
                Optional.of(count > 8),
                count > 8 ? List.of("a newer kernel is installed than the one running") : List.of(),
                Optional.of(count <= 8));
    }

    private static SecuritySection security(Model model) {
        boolean tpm = !model.name.contains("TravelMate");
        return new SecuritySection(
                Optional.of(
                        new SecuritySection.Firewall(
                                SecuritySection.FirewallKind.NFTABLES, true, Optional.of(12))),
                Optional.of(true),
                Optional.of(
                        new SecuritySection.Tpm(tpm, tpm ? Optional.of("2.0") : Optional.empty())),
                Optional.of(
                        new SecuritySection.Confinement(
                                SecuritySection.ConfinementKind.APPARMOR, true)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new SecuritySection.ScreenLock(true, Optional.of(600), true)),
                Optional.of(false));
    }

    private static PeripheralsSection peripherals() {
        return new PeripheralsSection(
                Optional.of(
                        List.of(
                                new PeripheralsSection.GraphicsAdapter(
                                        "8086:5917",
                                        Optional.of("Intel"),
                                        Optional.of("i915"),
                                        Optional.of("UHD Graphics 620")))),
                Optional.of(
                        List.of(
                                new PeripheralsSection.Display(
                                        "eDP-1",
                                        true,
                                        Optional.of("LGD"),
                                        Optional.of("LP140WF8"),
                                        Optional.empty(),
                                        Optional.of(2021),
                                        Optional.of(1920),
                                        Optional.of(1080),
                                        Optional.of(309),
                                        Optional.of(174)))),
                Optional.of(
                        List.of(
                                new PeripheralsSection.UsbDevice(
                                        "04f2:b5ce",
                                        Optional.of("Chicony"),
                                        Optional.of("Integrated Camera"),
                                        List.of(PeripheralsSection.UsbKind.VIDEO),
                                        Optional.of(true)))),
                Optional.of(List.of()),
                Optional.of(
                        List.of(
                                new PeripheralsSection.SoundAdapter(
                                        "8086:9d71",
                                        Optional.of("Intel Corporation"),
                                        Optional.of("snd_hda_intel"),
                                        Optional.of("Sunrise Point-LP HD Audio")))),
                Optional.of(List.of()),
                Optional.of(
                        List.of(
                                new PeripheralsSection.BluetoothAdapter(
                                        Optional.empty(), Optional.of("8087:0026")))));
    }

    private static BrowsersSection browsers(int lab) {
        var blocker =
                new BrowsersSection.Extension(
                        "ddkjiahejlhfcafbddmgiahcphecmpfh",
                        Optional.of("uBlock Origin Lite"),
                        Optional.of("2026.1102." + lab % 3),
                        1 + lab % 4,
                        true);
        return new BrowsersSection(
                List.of(
                        new BrowsersSection.Browser(
                                BrowsersSection.BrowserKind.CHROMIUM,
                                List.of(blocker),
                                Optional.empty())),
                Optional.empty());
    }

    private static ServicesSection services(int lab) {
        var services = new ArrayList<ServicesSection.Service>();
        for (var name :
                List.of("NetworkManager", "cron", "cups", "rollcall-agent", "systemd-timesyncd")) {
            services.add(
                    new ServicesSection.Service(
                            name + ".service",
                            ServicesSection.EnabledBy.ADMINISTRATOR,
                            Optional.of(lab % 9 != 0 || !name.equals("cups"))));
        }
        services.add(
                new ServicesSection.Service(
                        "systemd-tmpfiles-clean.timer",
                        ServicesSection.EnabledBy.VENDOR,
                        Optional.empty()));
        return new ServicesSection(services);
    }

    private static LocalUsersSection users(Random random) {
        return new LocalUsersSection(
                List.of(
                        new LocalUsersSection.LocalUser(
                                "root",
                                0,
                                Optional.of(true),
                                Optional.of(true),
                                Optional.of("/bin/bash"),
                                Optional.empty(),
                                Optional.empty()),
                        new LocalUsersSection.LocalUser(
                                "student",
                                1000,
                                Optional.of(random.nextInt(10) == 0),
                                Optional.of(false),
                                Optional.of("/bin/bash"),
                                Optional.empty(),
                                Optional.of(random.nextInt(20) == 0))),
                Optional.of(
                        List.of(
                                new LocalUsersSection.LocalGroup(
                                        "lpadmin", 117, List.of("student")))));
    }

    private record Model(
            String maker, String name, String chassis, long memory, String processor, int cores) {}

    private record Image(
            Model model,
            List<SectionReport> reports,
            Map<Digest, InventorySnapshot.InventoryText> bodies,
            Map<String, PackageBucket> buckets,
            Map<String, Digest> digests) {}
}
