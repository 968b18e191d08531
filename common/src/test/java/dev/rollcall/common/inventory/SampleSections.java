package dev.rollcall.common.inventory;

import dev.rollcall.common.inventory.HardwareSection.Disk;
import dev.rollcall.common.inventory.HardwareSection.Medium;
import dev.rollcall.common.inventory.HardwareSection.Processor;
import dev.rollcall.common.inventory.LocalUsersSection.LocalUser;
import dev.rollcall.common.inventory.NetworkSection.Interface;
import dev.rollcall.common.inventory.NetworkSection.LinkType;
import dev.rollcall.common.inventory.OperatingSystemSection.BootMode;
import dev.rollcall.common.inventory.OperatingSystemSection.ChromeOs;
import dev.rollcall.common.inventory.OperatingSystemSection.TimeSource;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.PatchLevelSection.Source;
import dev.rollcall.common.inventory.PatchLevelSection.UpdateSystem;
import dev.rollcall.common.inventory.PeripheralsSection.Display;
import dev.rollcall.common.inventory.PeripheralsSection.GraphicsAdapter;
import dev.rollcall.common.inventory.PeripheralsSection.Printer;
import dev.rollcall.common.inventory.PeripheralsSection.UsbDevice;
import dev.rollcall.common.inventory.PeripheralsSection.UsbKind;
import dev.rollcall.common.inventory.SecuritySection.Confinement;
import dev.rollcall.common.inventory.SecuritySection.ConfinementKind;
import dev.rollcall.common.inventory.SecuritySection.Firewall;
import dev.rollcall.common.inventory.SecuritySection.FirewallKind;
import dev.rollcall.common.inventory.SecuritySection.Sshd;
import dev.rollcall.common.inventory.SecuritySection.Tpm;
import dev.rollcall.common.inventory.VolatileFacts.Battery;
import dev.rollcall.common.inventory.VolatileFacts.BatteryState;
import dev.rollcall.common.inventory.VolatileFacts.Space;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import dev.rollcall.common.inventory.VolumesSection.MountOption;
import dev.rollcall.common.inventory.VolumesSection.SwapArea;
import dev.rollcall.common.inventory.VolumesSection.Volume;
import dev.rollcall.common.json.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** One section of each kind with every fact present, and what else is frozen beside them. */
final class SampleSections {

    private static final Instant PUBLISHED = Instant.parse("2026-07-11T10:16:37Z");

    private SampleSections() {}

    static List<InventorySection> all() {
        return List.of(
                hardware(),
                operatingSystem(),
                volumes(),
                network(),
                packages(),
                patchLevel(),
                localUsers(),
                security(),
                peripherals(),
                browsers(),
                services());
    }

    static HardwareSection hardware() {
        return new HardwareSection(
                Optional.of("LENOVO"),
                Optional.of("20LS0026US"),
                Optional.of("PF1A2B3C"),
                Optional.of("LHS-0417"),
                Optional.of("L1HF8A212"),
                Optional.of("notebook"),
                Optional.of("4c4c4544-0042-3510-8052-b4c04f4d3332"),
                Optional.of("N22ET78W (1.55 )"),
                Optional.of(LocalDate.of(2023, 9, 14)),
                Optional.of(false),
                new Processor(
                        Optional.of("Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz"),
                        Optional.of(1),
                        Optional.of(4),
                        Optional.of(8),
                        Optional.of(3600),
                        Optional.of(6L << 20),
                        Optional.of("0xf4")),
                Optional.of(16_499_036_160L),
                Optional.of(
                        List.of(
                                new MemoryModule(
                                        Optional.of("DIMM A"),
                                        8L << 30,
                                        Optional.of("DDR4"),
                                        Optional.of(2400),
                                        Optional.of("Samsung"),
                                        Optional.of("M471A1K43CB1-CRC"),
                                        Optional.of("9F1E2233"),
                                        Optional.of("SODIMM"),
                                        Optional.of(false)))),
                Optional.of(
                        List.of(
                                disk("mmcblk0", Medium.FLASH),
                                disk("nvme0n1", Medium.NVME),
                                disk("sda", Medium.HARD_DISK),
                                disk("sdb", Medium.SOLID_STATE))),
                Optional.of(
                        List.of(
                                new HardwareSection.Battery(
                                        "BAT0",
                                        Optional.of("SMP"),
                                        Optional.of("01AV489"),
                                        Optional.of("1042"),
                                        Optional.of(57_000),
                                        Optional.of("Li-poly")))),
                Optional.of("ThinkPad L480"),
                Optional.of("LENOVO_MT_20LS_BU_Think_FM_ThinkPad L480"),
                Optional.of("PF1A2B3C-C"),
                Optional.of("LENOVO"),
                Optional.of("20LS0026US-B"),
                Optional.of("Lenovo Group"),
                Optional.of(32L << 30),
                Optional.of(2),
                Optional.of(1),
                Optional.of("kvm"),
                Optional.of(false),
                Optional.of(
                        List.of(
                                new SoftwareRaid(
                                        "md0",
                                        Optional.of("raid1"),
                                        Optional.of(255_926_272_000L),
                                        Optional.of(2),
                                        List.of("sda2"),
                                        List.of("sdb2"),
                                        Optional.of(true)))));
    }

    private static Disk disk(String name, Medium medium) {
        return new Disk(
                name,
                Optional.of("Model of " + name),
                Optional.of("S-" + name),
                256_060_514_304L,
                Optional.of(medium),
                Optional.of(
                        medium == Medium.HARD_DISK
                                ? HardwareSection.Health.FAILING
                                : HardwareSection.Health.PASSED),
                Optional.of("01.01A01"));
    }

    static OperatingSystemSection operatingSystem() {
        return new OperatingSystemSection(
                Optional.of("debian"),
                Optional.of("Debian GNU/Linux"),
                Optional.of("12"),
                Optional.of("bookworm"),
                Optional.of("Debian GNU/Linux 12 (bookworm)"),
                Optional.of("6.1.0-28-amd64"),
                Optional.of(List.of("6.1.0-28-amd64", "6.1.0-30-amd64")),
                Optional.of("x86_64"),
                Optional.of("lhs-0417"),
                Optional.of(ChromeOs.CROSTINI),
                Optional.of("America/Chicago"),
                Optional.of(TimeSource.SYSTEMD_TIMESYNCD),
                Optional.of(true),
                Optional.of(LocalDate.of(2028, 6, 30)),
                Optional.of("lincoln.example"),
                Optional.of("12.11"),
                Optional.of("20250517"),
                Optional.of(LocalDate.of(2025, 8, 4)),
                Optional.of(BootMode.UEFI),
                Optional.of("us"));
    }

    static VolumesSection volumes() {
        return new VolumesSection(
                List.of(
                        volume("/", EncryptionMethod.LUKS2, "aes-xts-plain64", 512),
                        new Volume(
                                "/dev/nvme0n1p2",
                                "/boot",
                                "ext4",
                                Optional.of(1_023_410_176L),
                                Optional.of(false),
                                Optional.empty()),
                        volume("/home", EncryptionMethod.FSCRYPT, "aes-256-xts", 512),
                        volume("/home/ms.lee", EncryptionMethod.ECRYPTFS, "aes", 128),
                        volume("/old", EncryptionMethod.LUKS1, "aes-cbc-essiv:sha256", 256),
                        volume("/pool", EncryptionMethod.ZFS, "aes-256-gcm", 256)),
                Optional.of(
                        List.of(
                                new SwapArea(
                                        "/dev/dm-1",
                                        Optional.of(8_589_930_496L),
                                        Optional.of(true),
                                        Optional.of(EncryptionMethod.LUKS2),
                                        Optional.of("serpent-xts-plain64"),
                                        Optional.of(256),
                                        Optional.of(1),
                                        Optional.of("pbkdf2")))),
                Optional.of(DeviceProtection.YES));
    }

    private static Volume volume(
            String mountPoint, EncryptionMethod method, String cipher, int keyBits) {
        boolean luks = method == EncryptionMethod.LUKS1 || method == EncryptionMethod.LUKS2;
        return new Volume(
                "/dev/mapper/vg" + mountPoint.replace('/', '-'),
                mountPoint,
                method == EncryptionMethod.ZFS ? "zfs" : "ext4",
                Optional.of(250_000_000_000L),
                Optional.of(true),
                Optional.of(method),
                Optional.of(cipher),
                Optional.of(keyBits),
                luks ? Optional.of(2) : Optional.empty(),
                luks ? Optional.of("argon2id, pbkdf2") : Optional.empty(),
                Optional.of("school"),
                Optional.of(
                        mountPoint.equals("/")
                                ? List.of()
                                : List.of(
                                        MountOption.READ_ONLY,
                                        MountOption.NO_PROGRAMS,
                                        MountOption.NO_SET_ID,
                                        MountOption.NO_DEVICES)));
    }

    static NetworkSection network() {
        return new NetworkSection(
                List.of(
                        new Interface(
                                "eth0",
                                Optional.of(LinkType.WIRED),
                                Optional.of("8c:16:45:aa:bb:cc"),
                                List.of("10.4.7.21/16", "fd00::2/64"),
                                Optional.of(true),
                                Optional.of(1000),
                                Optional.of("e1000e"),
                                Optional.of("8086:15d8"),
                                Optional.empty(),
                                Optional.of(1500),
                                Optional.of(NetworkSection.Duplex.FULL),
                                Optional.of(true)),
                        new Interface(
                                "wg0",
                                Optional.of(LinkType.VIRTUAL),
                                Optional.empty(),
                                List.of("10.200.0.9/32"),
                                Optional.empty(),
                                Optional.empty()),
                        new Interface(
                                "wlan0",
                                Optional.of(LinkType.WIRELESS),
                                Optional.of("8c:16:45:aa:bb:cd"),
                                List.of(),
                                Optional.of(false),
                                Optional.empty(),
                                Optional.of("rtl8xxxu"),
                                Optional.empty(),
                                Optional.of("0bda:8179"),
                                Optional.of(1400),
                                Optional.of(NetworkSection.Duplex.HALF),
                                Optional.of(false))),
                Optional.of(List.of("10.1.0.53", "fd01::53")));
    }

    static PackagesSection packages() {
        var buckets = new TreeMap<String, Digest>();
        buckets.put("01", Digest.of("one"));
        buckets.put("59", Digest.of("fifty-nine"));
        return new PackagesSection(3, Optional.of(1), buckets);
    }

    static PackageBucket bucket() {
        return new PackageBucket(
                List.of(
                        new InstalledPackage("bash", "5.1.8-9.el9", "x86_64", PackageSource.RPM),
                        new InstalledPackage(
                                "openssl", "3.0.19-1~deb12u2", "amd64", PackageSource.DPKG),
                        new InstalledPackage("bash", "5.2.15-2+b7", "amd64", PackageSource.DPKG)
                                .from("bash", "5.2.15-2"),
                        new InstalledPackage("libc6", "2.36-9", "amd64", PackageSource.DPKG)
                                .from("glibc", "2.36-9"),
                        new InstalledPackage("core22", "20260204", "amd64", PackageSource.SNAP),
                        new InstalledPackage(
                                "org.gimp.GIMP", "3.0.4", "x86_64", PackageSource.FLATPAK)));
    }

    static PatchLevelSection patchLevel() {
        return new PatchLevelSection(
                UpdateSystem.APT,
                Optional.of(
                        List.of(
                                new PendingUpdate(
                                        "openssl",
                                        Optional.of("amd64"),
                                        Optional.of("3.0.19-1~deb12u2"),
                                        "3.0.20-1~deb12u2",
                                        Optional.of(true),
                                        Optional.of("Debian-Security"),
                                        Optional.of(PUBLISHED),
                                        false))),
                Optional.empty(),
                List.of("firefox-esr"),
                Optional.of(
                        List.of(
                                new Source(
                                        "deb.debian.org_debian_dists_bookworm",
                                        Optional.of("Debian"),
                                        Optional.of("oldstable"),
                                        Optional.of(false),
                                        Optional.of(PUBLISHED)))),
                Optional.of(Instant.parse("2026-10-16T23:04:27Z")),
                Optional.of(true),
                List.of("kernel 6.1.0-30-amd64 is installed, 6.1.0-28-amd64 runs"),
                Optional.of(true));
    }

    static LocalUsersSection localUsers() {
        return new LocalUsersSection(
                List.of(
                        new LocalUser(
                                "root",
                                0,
                                Optional.of(true),
                                Optional.of(true),
                                Optional.of("/bin/bash"),
                                Optional.of(LocalDate.of(2025, 5, 20)),
                                Optional.of(false))),
                Optional.of(
                        List.of(
                                new LocalUsersSection.LocalGroup(
                                        "sudo", 27, List.of("ms.lee", "root")))),
                Optional.of(2));
    }

    static PeripheralsSection peripherals() {
        return new PeripheralsSection(
                Optional.of(
                        List.of(
                                new GraphicsAdapter(
                                        "8086:5917",
                                        Optional.of("Intel"),
                                        Optional.of("i915"),
                                        Optional.of("UHD Graphics 620")))),
                Optional.of(
                        List.of(
                                new Display(
                                        "eDP-1",
                                        true,
                                        Optional.of("LGD"),
                                        Optional.of("LP140WF8"),
                                        Optional.of("20417"),
                                        Optional.of(2018),
                                        Optional.of(1920),
                                        Optional.of(1080),
                                        Optional.of(309),
                                        Optional.of(174)))),
                Optional.of(
                        List.of(
                                new UsbDevice(
                                        "04f2:b5ce",
                                        Optional.of("Chicony"),
                                        Optional.of("Integrated Camera"),
                                        List.of(UsbKind.AUDIO, UsbKind.VIDEO),
                                        Optional.of(true)))),
                Optional.of(
                        List.of(
                                new Printer(
                                        "library",
                                        Optional.of("HP LaserJet 4000"),
                                        Optional.of("ipp"),
                                        true))),
                Optional.of(
                        List.of(
                                new PeripheralsSection.SoundAdapter(
                                        "8086:9d71",
                                        Optional.of("Intel Corporation"),
                                        Optional.of("snd_hda_intel"),
                                        Optional.of("Sunrise Point-LP HD Audio")))),
                Optional.of(
                        List.of(
                                new PeripheralsSection.OpticalDrive(
                                        "sr0",
                                        Optional.of("HL-DT-ST"),
                                        Optional.of("DVDRAM GUE1N"),
                                        Optional.of(true)))),
                Optional.of(
                        List.of(
                                new PeripheralsSection.BluetoothAdapter(
                                        Optional.of("Intel"), Optional.of("8087:0026")))));
    }

    static BrowsersSection browsers() {
        return new BrowsersSection(
                List.of(
                        new BrowsersSection.Browser(
                                BrowsersSection.BrowserKind.FIREFOX, List.of(), Optional.empty()),
                        new BrowsersSection.Browser(
                                BrowsersSection.BrowserKind.CHROMIUM,
                                List.of(
                                        new BrowsersSection.Extension(
                                                "ddkjiahejlhfcafbddmgiahcphecmpfh",
                                                Optional.of("uBlock Origin Lite"),
                                                Optional.of("2025.1124.1805"),
                                                3,
                                                true)),
                                Optional.of(1001))),
                Optional.of(2));
    }

    static ServicesSection services() {
        return new ServicesSection(
                List.of(
                        new ServicesSection.Service(
                                "cron.service",
                                ServicesSection.EnabledBy.ADMINISTRATOR,
                                Optional.of(true)),
                        new ServicesSection.Service(
                                "systemd-tmpfiles-clean.timer",
                                ServicesSection.EnabledBy.VENDOR,
                                Optional.empty())));
    }

    static SecuritySection security() {
        return new SecuritySection(
                Optional.of(new Firewall(FirewallKind.NFTABLES, true, Optional.of(12))),
                Optional.of(true),
                Optional.of(new Tpm(true, Optional.of("2.0"))),
                Optional.of(new Confinement(ConfinementKind.APPARMOR, true)),
                Optional.of(
                        new Sshd(
                                Optional.of(List.of(22)),
                                Optional.of(false),
                                Optional.of(false),
                                Optional.of("no"))),
                Optional.of(
                        new SecuritySection.Malware(
                                SecuritySection.MalwareScanner.CLAMAV,
                                Optional.empty(),
                                Optional.of(LocalDate.of(2026, 11, 22)))),
                Optional.empty(),
                Optional.of(new SecuritySection.ScreenLock(true, Optional.of(300), true)),
                Optional.of(false));
    }

    static VolatileFacts volatileFacts() {
        return new VolatileFacts(
                Optional.of(List.of(new Space("/", 85_513_428_992L, 270_553_174_016L))),
                Optional.of(24_675_454_976L),
                Optional.of(Duration.ofSeconds(2308)),
                Optional.of(Instant.parse("2026-11-23T14:18:22Z")),
                Optional.of(1830),
                Optional.of(
                        List.of(
                                new Battery(
                                        "BAT0",
                                        Optional.of(81),
                                        Optional.of(BatteryState.CHARGING),
                                        Optional.of(72),
                                        Optional.of(412)))),
                Optional.of(List.of(new VolatileFacts.DiskWear("nvme0n1", 3))),
                Optional.of(
                        new VolatileFacts.AgentWeight(
                                Optional.of(412),
                                Optional.of(101_000_000L),
                                Optional.of(VolatileFacts.Restraint.INVENTORY_PAUSED),
                                Optional.of("41 % of a processor over 60 s, of at most 20 %"))),
                Optional.of(
                        List.of(
                                new VolatileFacts.Wireless(
                                        "wlan0",
                                        Optional.of(-57),
                                        Optional.of(VolatileFacts.Band.GHZ_5)))),
                Optional.of(Where.in("Lincoln High")),
                Optional.of(-1830L),
                Optional.of(List.of(new DiskUse("nvme0n1", Optional.of(4417), Optional.of(34)))));
    }
}
