package dev.rollcall.common.inventory;

import dev.rollcall.common.inventory.OperatingSystemSection.TimeSource;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.PatchLevelSection.UpdateSystem;
import dev.rollcall.common.inventory.SecuritySection.Confinement;
import dev.rollcall.common.inventory.SecuritySection.ConfinementKind;
import dev.rollcall.common.inventory.SecuritySection.Firewall;
import dev.rollcall.common.inventory.SecuritySection.FirewallKind;
import dev.rollcall.common.inventory.SecuritySection.Malware;
import dev.rollcall.common.inventory.SecuritySection.MalwareScanner;
import dev.rollcall.common.inventory.SecuritySection.Tpm;
import dev.rollcall.common.inventory.ServicesSection.EnabledBy;
import dev.rollcall.common.inventory.ServicesSection.Service;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import dev.rollcall.common.inventory.VolumesSection.Volume;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sections as devices with Windows and macOS send them, by the names of their golden files. */
final class OtherSystems {

    private OtherSystems() {}

    static Map<String, InventorySection> all() {
        return Map.of(
                "volumes-windows", volumes("C:", "C:\\", "NTFS", EncryptionMethod.BITLOCKER),
                "volumes-macos", volumes("disk3s1s1", "/", "APFS", EncryptionMethod.FILEVAULT),
                "patch-level-windows", windowsUpdates(),
                "patch-level-macos", softwareUpdates(),
                "security-windows", windowsSecurity(),
                "security-macos", macSecurity(),
                "operating-system-windows", windows(),
                "services-windows", windowsServices(),
                "volumes-bitlocker", bitLocker());
    }

    /** What Windows has beside programs. */
    static PackageBucket apps() {
        return new PackageBucket(
                List.of(
                        new InstalledPackage(
                                "Microsoft.WindowsCalculator",
                                "11.2409.7.0",
                                "x64",
                                PackageSource.WINDOWS_APPS)));
    }

    private static OperatingSystemSection windows() {
        return new OperatingSystemSection(
                Optional.of("windows"),
                Optional.of("Microsoft Windows 11 Education"),
                Optional.of("10.0.26100.7171"),
                Optional.of("24H2"),
                Optional.of("Microsoft Windows 11 Education 24H2"),
                Optional.of("10.0.26100.7171"),
                Optional.empty(),
                Optional.of("x86_64"),
                Optional.of("LHS-0417"),
                Optional.empty(),
                Optional.of("America/Chicago"),
                Optional.of(TimeSource.W32TIME),
                Optional.of(true),
                Optional.of(LocalDate.of(2027, 10, 12)));
    }

    private static ServicesSection windowsServices() {
        return new ServicesSection(
                List.of(
                        new Service("Spooler", EnabledBy.VENDOR, Optional.of(true)),
                        new Service(
                                "\\Microsoft\\Windows\\Defrag\\ScheduledDefrag",
                                EnabledBy.VENDOR,
                                Optional.empty()),
                        new Service(
                                "\\Mozilla\\Firefox Background Update",
                                EnabledBy.ADMINISTRATOR,
                                Optional.empty())));
    }

    private static VolumesSection bitLocker() {
        return new VolumesSection(
                List.of(
                        new Volume(
                                "C:",
                                "C:\\",
                                "NTFS",
                                Optional.of(255_000_000_000L),
                                Optional.of(true),
                                Optional.of(EncryptionMethod.BITLOCKER),
                                Optional.of("XTS-AES 128"),
                                Optional.of(256),
                                Optional.of(2),
                                Optional.empty())),
                Optional.empty(),
                Optional.of(DeviceProtection.YES));
    }

    static PackageBucket bucket() {
        return new PackageBucket(
                List.of(
                        new InstalledPackage(
                                "7-Zip 23.01 (x64)",
                                "23.01",
                                "64-bit",
                                PackageSource.WINDOWS_PROGRAMS),
                        new InstalledPackage(
                                "Safari", "17.3", "arm64", PackageSource.MACOS_APPLICATIONS)));
    }

    private static VolumesSection volumes(
            String device, String mountPoint, String fileSystem, EncryptionMethod method) {
        return new VolumesSection(
                List.of(
                        new Volume(
                                device,
                                mountPoint,
                                fileSystem,
                                Optional.of(255_000_000_000L),
                                Optional.of(true),
                                Optional.of(method))),
                Optional.empty(),
                Optional.of(DeviceProtection.YES));
    }

    private static PatchLevelSection windowsUpdates() {
        return new PatchLevelSection(
                UpdateSystem.WINDOWS_UPDATE,
                Optional.of(
                        List.of(
                                new PendingUpdate(
                                        "2026-11 Cumulative Update for Windows 11 (KB5035853)",
                                        Optional.empty(),
                                        Optional.empty(),
                                        "KB5035853",
                                        Optional.of(true),
                                        Optional.empty(),
                                        Optional.of(Instant.parse("2026-11-10T18:00:00Z")),
                                        false))),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(Instant.parse("2026-11-22T06:12:40Z")),
                Optional.of(true),
                List.of("Windows Update"),
                Optional.empty());
    }

    private static PatchLevelSection softwareUpdates() {
        return new PatchLevelSection(
                UpdateSystem.SOFTWARE_UPDATE,
                Optional.of(
                        List.of(
                                new PendingUpdate(
                                        "Safari",
                                        Optional.empty(),
                                        Optional.of("17.3"),
                                        "17.4",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        false))),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static SecuritySection windowsSecurity() {
        return new SecuritySection(
                Optional.of(new Firewall(FirewallKind.WINDOWS_FIREWALL, true, Optional.empty())),
                Optional.of(true),
                Optional.of(new Tpm(true, Optional.of("2.0"))),
                Optional.empty(),
                Optional.empty(),
                Optional.of(
                        new Malware(
                                MalwareScanner.DEFENDER,
                                Optional.of(true),
                                Optional.of(LocalDate.of(2026, 11, 22)))),
                Optional.of(false),
                Optional.empty());
    }

    private static SecuritySection macSecurity() {
        return new SecuritySection(
                Optional.of(
                        new Firewall(FirewallKind.APPLICATION_FIREWALL, false, Optional.empty())),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Confinement(ConfinementKind.SYSTEM_INTEGRITY_PROTECTION, true)),
                Optional.empty(),
                Optional.of(
                        new Malware(
                                MalwareScanner.GATEKEEPER, Optional.of(true), Optional.empty())),
                Optional.of(true),
                Optional.empty());
    }
}
