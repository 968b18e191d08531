package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.SectionKind;
import java.io.IOException;
import java.util.List;

/** The collectors of a device with macOS. */
public final class MacCollectors {

    private final MacPrograms programs;

    private MacCollectors(MacPrograms programs) {
        this.programs = programs;
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

    public static List<Collector> of(Programs programs) {
        var mac = new MacCollectors(new MacPrograms(programs));
        return List.of(
                new FromPrograms(HardwareSection.KIND, mac::hardware),
                new FromPrograms(OperatingSystemSection.KIND, mac::operatingSystem));
    }

    private HardwareSection hardware() throws IOException, InterruptedException {
        return HardwareReader.read(programs.profile(HardwareReader.TYPES), kernel());
    }

    private OperatingSystemSection operatingSystem() throws IOException, InterruptedException {
        var versions =
                programs.output("sw_vers").orElseThrow(() -> new IOException("sw_vers failed"));
        return OperatingSystemReader.read(
                versions, kernel(), programs.output("scutil", "--get", "LocalHostName"));
    }

    private Sysctl kernel() throws IOException, InterruptedException {
        return Sysctl.parse(programs.printed(Sysctl.COMMAND).orElse(""));
    }
}
