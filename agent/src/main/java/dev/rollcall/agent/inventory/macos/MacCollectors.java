package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.browsers.BrowsersCollector;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.NetworkSection;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PeripheralsSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.ServicesSection;
import dev.rollcall.common.inventory.VolumesSection;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The collectors of a device with macOS. */
public final class MacCollectors {

    private final MacPrograms programs;
    private final DeviceFiles files;
    private final BatteryWear wear;

    private MacCollectors(MacPrograms programs, DeviceFiles files, BatteryWear wear) {
        this.programs = programs;
        this.files = files;
        this.wear = wear;
    }

    /** Asks programs, and has a pure reader make facts of what they print. */
    @FunctionalInterface
    private interface Source {
        InventorySection read() throws IOException, InterruptedException;
    }

    private record FromPrograms(SectionKind kind, Source source) implements Collector {

        @Override
        public Collected collect() throws IOException, InterruptedException {
            return Collected.of(source.read());
        }
    }

    private record Applications(MacPrograms programs, DeviceFiles files) implements Collector {

        @Override
        public SectionKind kind() {
            return PackagesSection.KIND;
        }

        @Override
        public Collected collect() throws IOException, InterruptedException {
            return ApplicationsReader.read(
                    programs.profile(ApplicationsReader.TYPE), Homebrew.read(files));
        }
    }

    /**
     * @param wear is told what system_profiler says of batteries
     */
    public static List<Collector> of(Programs programs, DeviceFiles files, BatteryWear wear) {
        var mac = new MacCollectors(new MacPrograms(programs), files, wear);
        return List.of(
                new FromPrograms(HardwareSection.KIND, mac::hardware),
                new FromPrograms(OperatingSystemSection.KIND, mac::operatingSystem),
                new FromPrograms(VolumesSection.KIND, mac::volumes),
                new FromPrograms(NetworkSection.KIND, mac::network),
                new Applications(mac.programs, files),
                new FromPrograms(PatchLevelSection.KIND, mac::updates),
                new FromPrograms(LocalUsersSection.KIND, mac::users),
                new FromPrograms(SecuritySection.KIND, mac::security),
                new FromPrograms(PeripheralsSection.KIND, mac::peripherals),
                new BrowsersCollector(new MacPlaces(files)),
                new FromPrograms(ServicesSection.KIND, mac::services));
    }

    private HardwareSection hardware() throws IOException, InterruptedException {
        var profile = programs.profile(HardwareReader.TYPES);
        wear.note(profile);
        return HardwareReader.read(profile, kernel());
    }

    private OperatingSystemSection operatingSystem() throws IOException, InterruptedException {
        var versions =
                programs.output("sw_vers").orElseThrow(() -> new IOException("sw_vers failed"));
        return OperatingSystemReader.read(
                versions,
                kernel(),
                programs.output("scutil", "--get", "LocalHostName"),
                OperatingSystemReader.Clock.parse(
                        files.link("/etc/localtime"),
                        programs.output("systemsetup", "-getusingnetworktime")));
    }

    private VolumesSection volumes() throws IOException, InterruptedException {
        var apfs = programs.output("diskutil", "apfs", "list", "-plist").orElse("");
        return VolumesReader.read(
                programs.profile(VolumesReader.TYPE),
                ApfsVolumes.parse(apfs),
                programs.printed("fdesetup", "status"));
    }

    private NetworkSection network() throws IOException, InterruptedException {
        var interfaces =
                programs.output("ifconfig", "-a")
                        .orElseThrow(() -> new IOException("ifconfig failed"));
        return NetworkReader.read(interfaces, hardware(NetworkReader.TYPE));
    }

    /** Without it a section says less, and still something. */
    private Optional<Fields> hardware(String type) throws InterruptedException {
        try {
            return Optional.of(programs.profile(type));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private PatchLevelSection updates() throws IOException, InterruptedException {
        var list =
                programs.everything(UpdatesReader.LIST)
                        .orElseThrow(() -> new IOException("softwareupdate did not answer"));
        return UpdatesReader.read(
                list,
                programs.output(UpdatesReader.LOOKED),
                ManagedPreferences.automaticUpdates(files));
    }

    private LocalUsersSection users() throws IOException, InterruptedException {
        var numbers =
                programs.output("dscl", ".", "-list", "/Users", "UniqueID")
                        .orElseThrow(() -> new IOException("dscl failed"));
        return UsersReader.read(
                numbers,
                programs.output("dscl", ".", "-list", "/Users", "UserShell"),
                programs.printed(
                        "dscl", ".", "-read", "/Groups/admin", "GroupMembership", "NestedGroups"),
                programs.printed(DirectoryRecords.USERS)
                        .map(DirectoryRecords::parse)
                        .orElse(DirectoryRecords.NONE),
                programs.printed(DirectoryRecords.GROUPS).map(DirectoryRecords::parse));
    }

    private SecuritySection security() throws IOException, InterruptedException {
        return SecurityReader.read(
                programs.everything(SecurityReader.FIREWALL),
                programs.everything(SecurityReader.INTEGRITY),
                programs.everything(SecurityReader.GATEKEEPER),
                programs.everything(SecurityReader.ENROLLMENT),
                new SecurityReader.Beside(
                        RemoteLogin.read(files, jobs()),
                        XProtect.installed(files, programs.output(XProtect.VERSION)),
                        ManagedPreferences.screenLock(files)));
    }

    private ServicesSection services() throws IOException, InterruptedException {
        return LaunchdReader.read(files, jobs());
    }

    private LaunchdJobs jobs() throws IOException, InterruptedException {
        return LaunchdJobs.parse(
                programs.output(LaunchdJobs.LIST), programs.output(LaunchdJobs.DISABLED));
    }

    private PeripheralsSection peripherals() throws IOException, InterruptedException {
        var usb = programs.output(UsbReader.COMMAND);
        return PeripheralsReader.read(programs.profile(PeripheralsReader.TYPES), usb);
    }

    private Sysctl kernel() throws IOException, InterruptedException {
        return Sysctl.parse(programs.printed(Sysctl.COMMAND).orElse(""));
    }
}
