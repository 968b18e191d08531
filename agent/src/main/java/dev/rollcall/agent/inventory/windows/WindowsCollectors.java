package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.browsers.BrowsersCollector;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.agent.platform.Registry;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.NetworkSection;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.PeripheralsSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.ServicesSection;
import dev.rollcall.common.inventory.VolatileFacts.DiskWear;
import dev.rollcall.common.inventory.VolumesSection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The collectors of a device with Windows. */
public final class WindowsCollectors {

    private WindowsCollectors() {}

    /** A pure reader of one section. */
    @FunctionalInterface
    private interface Reader {
        InventorySection read(WindowsFacts facts) throws IOException;
    }

    private record FromFacts(SectionKind kind, SharedFacts facts, Reader reader)
            implements Collector {

        @Override
        public Collected collect() throws IOException, InterruptedException {
            return Collected.of(reader.read(facts.get()));
        }
    }

    /** Hardware, and beside it what changes too often for a section. */
    private record Hardware(SharedFacts facts, Consumer<List<DiskWear>> wear) implements Collector {

        @Override
        public SectionKind kind() {
            return HardwareSection.KIND;
        }

        @Override
        public Collected collect() throws IOException, InterruptedException {
            HardwareReader.wear(facts.get()).ifPresent(wear);
            return Collected.of(HardwareReader.read(facts.get()));
        }
    }

    /**
     * @param memory a file in which to remember since when updates are pending
     * @param apps one in which to remember apps of the Store
     * @param wear is told how worn disks are, whenever they say so
     */
    public static List<Collector> of(
            Programs programs,
            Registry registry,
            Optional<Path> memory,
            Optional<Path> apps,
            Consumer<List<DiskWear>> wear) {
        var powerShell = new PowerShell(programs);
        var facts = new SharedFacts(() -> powerShell.run("facts.ps1"), System::nanoTime);
        return List.of(
                new Hardware(facts, wear),
                new FromFacts(OperatingSystemSection.KIND, facts, OperatingSystemReader::read),
                new FromFacts(VolumesSection.KIND, facts, VolumesReader::read),
                new FromFacts(NetworkSection.KIND, facts, NetworkReader::read),
                new FromFacts(LocalUsersSection.KIND, facts, UsersReader::read),
                new FromFacts(SecuritySection.KIND, facts, SecurityReader::read),
                new FromFacts(PeripheralsSection.KIND, facts, PeripheralsReader::read),
                new FromFacts(ServicesSection.KIND, facts, ServicesReader::read),
                new BrowsersCollector(
                        new WindowsPlaces(
                                registry, name -> Optional.ofNullable(System.getenv(name)))),
                new ProgramsCollector(registry, facts::get, new KnownApps(apps)),
                new UpdatesCollector(() -> powerShell.run("updates.ps1"), memory));
    }
}
