package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.disks.Mounts;
import dev.rollcall.agent.inventory.disks.Mounts.Mount;
import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The day on which this system came onto this device. Three things are made then and left alone:
 * what the installer logged, the root of the file system, and the machine's id, which a clone of an
 * image gets at its first start. The latest counts, because an image has the first two from the
 * machine that it was made on.
 */
final class InstallDay {

    /** Of the installers of Debian and Ubuntu, and of those of Fedora and its kin. */
    private static final List<String> LOGS = List.of("/var/log/installer", "/var/log/anaconda");

    private static final String MACHINE_ID = "/etc/machine-id";

    /** What is said to be older was made with a clock that was not set, or out of a recipe. */
    private static final Instant FIRST = Instant.parse("2010-01-01T00:00:00Z");

    private InstallDay() {}

    /** Empty where there is no sound trace, and where it cannot be seen what is mounted. */
    static Optional<LocalDate> read(DeviceFiles files) {
        List<Mount> mounts;
        try {
            mounts = Mounts.all(files);
        } catch (IOException e) {
            return Optional.empty(); // what lies where cannot be known
        }
        var logs = LOGS.stream().flatMap(log -> files.made(log).stream());
        return Stream.of(logs, root(files, mounts), machineId(files, mounts))
                .flatMap(each -> each)
                .filter(when -> !when.isBefore(FIRST))
                .max(Comparator.naturalOrder())
                .map(when -> LocalDate.ofInstant(when, ZoneOffset.UTC));
    }

    /** Of a live system or a container it is the day of who knows what. */
    private static Stream<Instant> root(DeviceFiles files, List<Mount> mounts) {
        boolean onDisk =
                mounts.stream()
                        .filter(mount -> mount.mountPoint().equals("/"))
                        .reduce((_, last) -> last)
                        .filter(mount -> mount.source().startsWith("/dev/"))
                        .isPresent();
        // where a file system does not keep when a file was made, its last change stands there
        return onDisk
                ? files.made("/").stream()
                        .filter(made -> !files.modified("/").equals(Optional.of(made)))
                : Stream.empty();
    }

    /** Systemd mounts one over it where it cannot be kept: that is of the last start. */
    private static Stream<Instant> machineId(DeviceFiles files, List<Mount> mounts) {
        boolean kept =
                files.link(MACHINE_ID).isEmpty()
                        && mounts.stream().noneMatch(m -> m.mountPoint().equals(MACHINE_ID))
                        && files.fact(MACHINE_ID).filter(id -> id.length() == 32).isPresent();
        return kept ? files.modified(MACHINE_ID).stream() : Stream.empty();
    }
}
