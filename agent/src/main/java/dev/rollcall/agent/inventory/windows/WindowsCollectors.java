package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.VolumesSection;
import java.io.IOException;
import java.util.List;

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

    public static List<Collector> of(Programs programs) {
        var powerShell = new PowerShell(programs);
        var facts = new SharedFacts(() -> powerShell.run("facts.ps1"), System::nanoTime);
        return List.of(
                new FromFacts(HardwareSection.KIND, facts, HardwareReader::read),
                new FromFacts(OperatingSystemSection.KIND, facts, OperatingSystemReader::read),
                new FromFacts(VolumesSection.KIND, facts, VolumesReader::read));
    }
}
