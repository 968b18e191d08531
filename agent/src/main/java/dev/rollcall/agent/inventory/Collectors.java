package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.browsers.BrowsersCollector;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.inventory.collect.MemoryFile;
import dev.rollcall.agent.inventory.disks.VolumesCollector;
import dev.rollcall.agent.inventory.macos.BatteryWear;
import dev.rollcall.agent.inventory.macos.MacCollectors;
import dev.rollcall.agent.inventory.network.NetworkNow;
import dev.rollcall.agent.inventory.packages.PackagesCollector;
import dev.rollcall.agent.inventory.packages.RpmDatabase;
import dev.rollcall.agent.inventory.signins.Dormancy;
import dev.rollcall.agent.inventory.updates.DnfCollector;
import dev.rollcall.agent.inventory.updates.PatchLevelCollector;
import dev.rollcall.agent.inventory.windows.WindowsCollectors;
import dev.rollcall.agent.platform.KernelClock;
import dev.rollcall.agent.platform.LiveFacts;
import dev.rollcall.agent.platform.Registry;
import dev.rollcall.common.inventory.NetworkSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.policy.PublishedNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Which collectors a device of this operating system has. */
final class Collectors {

    /** As Java names it, on every version. */
    private static final String MACOS = "Mac OS X";

    private Collectors() {}

    /** Disks are asked for their health on Linux; the other systems know it. */
    static List<Collector> forThisSystem(
            InventorySources sources,
            DiskHealth health,
            BatteryWear wear,
            Supplier<List<PublishedNetwork>> networks) {
        var system = sources.system();
        if (system.equals("Linux")) {
            return linux(sources, health, networks);
        }
        if (system.startsWith("Windows")) {
            return windows(sources, health);
        }
        return system.equals(MACOS) ? macos(sources, wear) : none(system);
    }

    /** What changes all the time: from files where the kernel has files of it. */
    static Supplier<VolatileFacts> volatileFacts(
            InventorySources sources, DiskHealth health, BatteryWear wear) {
        var system = sources.system();
        if (system.equals(MACOS)) {
            var live = new LiveFacts(health::wear);
            return () -> wear.on(live.read());
        }
        return system.startsWith("Windows")
                ? new LiveFacts(health::wear)::read
                : new VolatileReader(sources.files(), health)::read;
    }

    /** Who wants nothing known of the network wants this neither. Linux only. */
    static Supplier<VolatileFacts> withNetwork(
            Supplier<VolatileFacts> facts,
            InventorySources sources,
            Supplier<Set<SectionKind>> off,
            Supplier<List<PublishedNetwork>> networks) {
        if (!sources.system().equals("Linux")) {
            return facts;
        }
        var network = new NetworkNow(sources.files(), sources.programs(), sources.addresses());
        return () ->
                off.get().contains(NetworkSection.KIND)
                        ? facts.get()
                        : network.addTo(facts.get(), networks.get());
    }

    private static List<Collector> linux(
            InventorySources sources,
            DiskHealth health,
            Supplier<List<PublishedNetwork>> networks) {
        var files = sources.files();
        var programs = sources.programs();
        var rpm = new RpmDatabase(files, programs);
        return List.of(
                new HardwareCollector(files, health),
                new OperatingSystemCollector(
                        files,
                        kernelName(sources.architecture()),
                        () -> files.real() ? KernelClock.synchronizedNow() : Optional.empty()),
                new VolumesCollector(files, programs),
                new NetworkCollector(
                        files,
                        new PlacedFacts(
                                files,
                                sources.addresses(),
                                networks,
                                new MemoryFile(sources.campus()))),
                new PackagesCollector(files, rpm),
                new PatchLevelCollector(
                        files,
                        sources.memory(),
                        new DnfCollector(files, programs, rpm, sources.memory())),
                new LocalUsersCollector(
                        files,
                        new Dormancy(files, programs, sources.architecture(), sources.dormant())),
                new SecurityCollector(files, programs),
                new PeripheralsCollector(files),
                BrowsersCollector.ofLinux(files),
                new ServicesCollector(files));
    }

    private static List<Collector> windows(InventorySources sources, DiskHealth health) {
        return whole(
                WindowsCollectors.of(
                        sources.programs(),
                        Registry.ofThisMachine(),
                        sources.memory(),
                        sources.apps(),
                        health::told),
                sources.system());
    }

    private static List<Collector> macos(InventorySources sources, BatteryWear wear) {
        return whole(MacCollectors.of(sources.programs(), sources.files(), wear), sources.system());
    }

    private static List<Collector> none(String system) {
        return whole(List.of(), system);
    }

    /** These, and of every other section that it is not collected. */
    private static List<Collector> whole(List<Collector> own, String system) {
        var collectors = new ArrayList<>(own);
        for (var kind : Sections.kinds()) {
            if (own.stream().noneMatch(collector -> collector.kind().equals(kind))) {
                collectors.add(new Unsupported(kind, system));
            }
        }
        return collectors;
    }

    private static String kernelName(String architecture) {
        return architecture.equals("amd64") ? "x86_64" : architecture;
    }

    /** Says honestly that nothing is collected. */
    private record Unsupported(SectionKind kind, String system) implements Collector {

        @Override
        public Collected collect() {
            return new Collected.Off("not collected on " + system + " by this version");
        }
    }
}
