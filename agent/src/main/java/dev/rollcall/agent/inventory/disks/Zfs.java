package dev.rollcall.agent.inventory.disks;

import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What ZFS says of a dataset, and where that is not encrypted, what its disks are. */
final class Zfs {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MAX_OUTPUT = 256 * 1024;
    private static final int MAX_DISKS = 256;
    private static final Pattern DATASET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:/ -]{0,255}");

    /** What a pool is made of beside its disks, as {@code zpool list -v} groups them. */
    private static final Pattern GROUP =
            Pattern.compile(
                    "(mirror|raidz\\d?|draid.*|replacing|spare|logs|cache|special|dedup)(-.*)?");

    private final Programs programs;
    private final BlockDevices devices;

    Zfs(Programs programs, BlockDevices devices) {
        this.programs = programs;
        this.devices = devices;
    }

    Encryption encryption(String dataset) throws IOException, InterruptedException {
        if (!DATASET.matcher(dataset).matches()) {
            return Encryption.UNKNOWN;
        }
        var said = output(List.of("zfs", "get", "-H", "-o", "value", "encryption", dataset));
        if (said.map(String::strip).equals(Optional.of("off"))) {
            return ofPool(dataset.split("/", 2)[0]);
        }
        return said.map(Encryption::ofZfs).orElse(Encryption.UNKNOWN);
    }

    /** As weak as the weakest of its disks; unknown where one of them cannot be found. */
    private Encryption ofPool(String pool) throws IOException, InterruptedException {
        var listing = output(List.of("zpool", "list", "-v", "-H", "-P", "-L", pool)).orElse("");
        var disks = new ArrayList<Encryption>();
        for (var line : listing.lines().skip(1).limit(MAX_DISKS + 1).toList()) {
            var name = line.strip().split("\\s+", 2)[0];
            if (!GROUP.matcher(name).matches()) {
                var folder = devices.folder(name);
                disks.add(
                        folder.isPresent() ? devices.encryption(folder.get()) : Encryption.UNKNOWN);
            }
        }
        return disks.size() > MAX_DISKS ? Encryption.UNKNOWN : Encryption.ofAll(disks);
    }

    private Optional<String> output(List<String> command) throws IOException, InterruptedException {
        return programs.run(command, LIMIT, MAX_OUTPUT)
                .filter(ProgramResult::succeeded)
                .map(ProgramResult::output);
    }
}
