package dev.rollcall.agent.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which files somebody holds a lock on, as the kernel lists them (proc_locks(5)); takes no lock
 * itself. Safe for use by many threads.
 */
public final class HeldLocks {

    /** Such as {@code 1: POSIX ADVISORY WRITE 4711 fe:00:131 0 EOF}; one with an arrow waits. */
    private static final Pattern HELD =
            Pattern.compile(
                    "\\d+: (?:POSIX|OFDLCK|FLOCK) +\\S+ +WRITE +-?\\d+"
                            + " +([0-9a-f]{1,8}):([0-9a-f]{1,8}):(\\d{1,19}) .*");

    private final DeviceFiles files;

    public HeldLocks(DeviceFiles files) {
        this.files = files;
    }

    /** A file as the list of locks names it. @param device empty where it cannot be told */
    private record Place(Optional<FileSystems.Device> device, String inode) {

        boolean isAmong(Set<Place> locked) {
            return locked.contains(this)
                    || (device.isEmpty() && locked.stream().anyMatch(l -> l.inode.equals(inode)));
        }
    }

    /** The first of these that is held; empty where none is, or where the kernel does not say. */
    public Optional<String> first(List<String> paths) {
        try {
            var locked = new HashSet<Place>();
            for (var line : files.lines("/proc/locks")) {
                var held = HELD.matcher(line);
                if (held.matches()) {
                    var device =
                            new FileSystems.Device(
                                    Long.parseLong(held.group(1), 16),
                                    Long.parseLong(held.group(2), 16));
                    locked.add(new Place(Optional.of(device), held.group(3)));
                }
            }
            if (locked.isEmpty()) {
                return Optional.empty();
            }
            var mounted = FileSystems.mounted(files);
            return paths.stream()
                    .filter(file -> place(mounted, file).filter(p -> p.isAmong(locked)).isPresent())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // no list of locks names none
        }
    }

    private Optional<Place> place(FileSystems mounted, String file) {
        try {
            var path = files.at(file);
            var inode = Files.getAttribute(path, "unix:ino").toString();
            return Optional.of(new Place(mounted.deviceOf(path), inode));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty(); // there is no such file here
        }
    }
}
