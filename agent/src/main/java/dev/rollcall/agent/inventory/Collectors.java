package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.browsers.BrowsersCollector;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.inventory.disks.VolumesCollector;
import dev.rollcall.agent.inventory.packages.PackagesCollector;
import dev.rollcall.agent.inventory.updates.DnfCollector;
import dev.rollcall.agent.inventory.updates.PatchLevelCollector;
import dev.rollcall.agent.platform.KernelClock;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which collectors a device of this operating system has. */
final class Collectors {

    private Collectors() {}

    static List<Collector> forThisSystem(InventorySources sources, DiskHealth health) {
        return sources.system().equals("Linux") ? linux(sources, health) : none(sources.system());
    }

    private static List<Collector> linux(InventorySources sources, DiskHealth health) {
        var files = sources.files();
        var programs = sources.programs();
        return List.of(
                new HardwareCollector(files, health),
                new OperatingSystemCollector(
                        files,
                        kernelName(sources.architecture()),
                        () -> files.real() ? KernelClock.synchronizedNow() : Optional.empty()),
                new VolumesCollector(files, programs),
                new NetworkCollector(files, sources.addresses()),
                new PackagesCollector(files, programs),
                new PatchLevelCollector(
                        files,
                        sources.memory(),
                        new DnfCollector(files, programs, sources.memory())),
                new LocalUsersCollector(files),
                new SecurityCollector(files, programs),
                new PeripheralsCollector(files),
                new BrowsersCollector(files),
                new ServicesCollector(files));
    }

    private static List<Collector> none(String system) {
        var collectors = new ArrayList<Collector>();
        for (var kind : Sections.kinds()) {
            collectors.add(new Unsupported(kind, system));
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
