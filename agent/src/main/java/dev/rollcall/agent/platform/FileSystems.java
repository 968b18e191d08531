package dev.rollcall.agent.platform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is mounted where, and on which device, as the kernel tells (proc_pid_mountinfo(5)). The
 * number that {@code stat} gives is another one on btrfs, where each subvolume has its own.
 */
record FileSystems(List<Mount> mounts) {

    /** A device by its two numbers. */
    record Device(long major, long minor) {

        static Device parse(String numbers) {
            var both = numbers.split(":");
            return new Device(Long.parseLong(both[0]), Long.parseLong(both[1]));
        }
    }

    /** One line of the list. */
    record Mount(Path point, Device device) {}

    FileSystems {
        mounts = List.copyOf(mounts);
    }

    static FileSystems mounted(DeviceFiles files) throws IOException {
        return new FileSystems(
                files.lines("/proc/self/mountinfo").stream()
                        .map(line -> line.split(" "))
                        .filter(fields ->
                                fields.length > 5 && fields[2].matches("\\d{1,9}:\\d{1,9}"))
                        .map(fields ->
                                new Mount(Path.of(plain(fields[4])), Device.parse(fields[2])))
                        .toList());
    }

    /** Of the innermost mount; of several at one place the last, which covers the others. */
    Optional<Device> deviceOf(Path file) {
        return mounts.stream()
                .filter(mount -> file.startsWith(mount.point()))
                .reduce((a, b) -> b.point().getNameCount() >= a.point().getNameCount() ? b : a)
                .map(Mount::device);
    }

    /** Blanks, tabs, line feeds and backslashes are written in octal. */
    static String plain(String escaped) {
        return escaped.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
