package dev.rollcall.agent.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Whether packages are being installed on this device now, from the locks that the kernel lists
 * (proc_locks(5)); takes no lock itself. Safe for use by many threads.
 */
public final class PackageLocks {

    private static final List<String> FILES =
            List.of(
                    "/var/lib/dpkg/lock-frontend",
                    "/var/lib/dpkg/lock",
                    "/var/lib/rpm/.rpm.lock",
                    "/usr/lib/sysimage/rpm/.rpm.lock");

    /** Such as {@code 1: POSIX ADVISORY WRITE 4711 fe:00:131 0 EOF}; one with an arrow waits. */
    private static final Pattern HELD =
            Pattern.compile(
                    "\\d+: (?:POSIX|OFDLCK|FLOCK) +\\S+ +WRITE +-?\\d+ +[0-9a-f]+:[0-9a-f]+:(\\d{1,19}) .*");

    private final DeviceFiles files;

    public PackageLocks(DeviceFiles files) {
        this.files = files;
    }

    /** The lock file that is held; empty where none is, or where the kernel does not say. */
    public Optional<String> held() {
        try {
            var inodes = new TreeSet<String>();
            for (var line : files.lines("/proc/locks")) {
                var held = HELD.matcher(line);
                if (held.matches()) {
                    inodes.add(held.group(1));
                }
            }
            return FILES.stream().filter(file -> isAmong(inodes, file)).findFirst();
        } catch (IOException e) {
            return Optional.empty(); // no list of locks is no reason to wait
        }
    }

    private boolean isAmong(Set<String> inodes, String file) {
        try {
            return !inodes.isEmpty()
                    && inodes.contains(Files.getAttribute(files.at(file), "unix:ino").toString());
        } catch (IOException | UnsupportedOperationException e) {
            return false; // there is no such package system here
        }
    }
}
