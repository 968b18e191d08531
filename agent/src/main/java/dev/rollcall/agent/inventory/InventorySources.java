package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.LocalAddresses;
import dev.rollcall.agent.platform.Programs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the facts come from.
 *
 * @param system the name of the operating system as Java has it
 * @param architecture of the machine as Java has it
 * @param memory a file in which the inventory may remember since when updates are pending; without
 *     it, every start begins anew
 */
public record InventorySources(
        String system,
        String architecture,
        DeviceFiles files,
        Programs programs,
        LocalAddresses addresses,
        Optional<Path> memory) {

    public InventorySources {
        Objects.requireNonNull(system, "system");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(files, "files");
        Objects.requireNonNull(programs, "programs");
        Objects.requireNonNull(addresses, "addresses");
    }

    /** Beside the memory, one for what was decided this month of accounts. */
    Optional<Path> dormant() {
        return memory.map(path -> path.resolveSibling("dormant-accounts.json"));
    }

    /** And one for the apps of the Store, which Windows does not always list in time. */
    Optional<Path> apps() {
        return memory.map(path -> path.resolveSibling("store-apps.json"));
    }

    /** And one for what is said of the network of the device's last place on campus. */
    Optional<Path> campus() {
        return memory.map(path -> path.resolveSibling("campus-network.json"));
    }

    /** This machine as it is. */
    public static InventorySources ofThisMachine(Optional<Path> memory) {
        return new InventorySources(
                System.getProperty("os.name", ""),
                System.getProperty("os.arch", ""),
                DeviceFiles.below(Path.of("/")),
                Programs.ofThisMachine(),
                LocalAddresses.ofThisMachine(),
                memory);
    }

    /** A planted Linux device below a folder, on which no program can be run. */
    public static InventorySources plantedAt(Path root) {
        return new InventorySources(
                "Linux",
                "amd64",
                DeviceFiles.below(root),
                Programs.none(),
                () -> Map.<String, List<LocalAddresses.Address>>of(),
                Optional.empty());
    }
}
