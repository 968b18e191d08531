package dev.rollcall.agent.inventory.windows;

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
import dev.rollcall.common.inventory.VolumesSection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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

    /**
     * @param memory a file in which to remember since when updates are pending
     */
    public static List<Collector> of(Programs programs, Registry registry, Optional<Path> memory) {
        var powerShell = new PowerShell(programs);
        var facts = new SharedFacts(() -> powerShell.run("facts.ps1"), System::nanoTime);
        return List.of(
                new FromFacts(HardwareSection.KIND, facts, HardwareReader::read),
                new FromFacts(OperatingSystemSection.KIND, facts, OperatingSystemReader::read),
                new FromFacts(VolumesSection.KIND, facts, VolumesReader::read),
                new FromFacts(NetworkSection.KIND, facts, NetworkReader::read),
                new FromFacts(LocalUsersSection.KIND, facts, UsersReader::read),
                new FromFacts(SecuritySection.KIND, facts, SecurityReader::read),
                new FromFacts(PeripheralsSection.KIND, facts, PeripheralsReader::read),
                new ProgramsCollector(registry),
                new UpdatesCollector(() -> powerShell.run("updates.ps1"), memory));
    }
}
