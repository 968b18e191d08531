package dev.rollcall.agent.platform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether what is written to a folder is still there after a restart, by what is mounted there:
 * file systems in memory forget, and so does an overlay whose upper layer is in memory, as live
 * systems and reboot-to-restore labs have it. Pure but for {@link #of(DeviceFiles, Path)}.
 */
public sealed interface Keeping {

    /** It is still there. */
    record Kept() implements Keeping {}

    /** It is lost. @param because such as {@code / is an overlay whose changes are in memory} */
    record Lost(String because) implements Keeping {}

    /** It cannot be told from here. @param because the reason */
    record Unknown(String because) implements Keeping {}

    static Keeping of(DeviceFiles files, Path folder) {
        try {
            var lines = files.lines("/proc/self/mountinfo");
            return lines.isEmpty()
                    ? new Unknown("/proc/self/mountinfo cannot be read")
                    : of(lines, folder.toRealPath());
        } catch (IOException e) {
            return new Unknown(folder + " or /proc/self/mountinfo cannot be read");
        }
    }

    /**
     * By the lines of proc_pid_mountinfo(5).
     *
     * @param folder absolute and without symbolic links
     */
    static Keeping of(List<String> mountinfo, Path folder) {
        var mounts = MountTree.read(mountinfo);
        var mount = mounts.at(folder);
        return mount.isEmpty()
                ? new Unknown("the list of mounts does not say where " + folder + " is")
                : judge(mounts, mount.get());
    }

    private static Keeping judge(MountTree mounts, MountTree.Mount mount) {
        if (mount.inMemory()) {
            return new Lost(mount.point() + " is in memory (" + mount.kind() + ")");
        }
        if (!mount.kind().equals("overlay")) {
            return new Kept();
        }
        var upper = mount.option("upperdir");
        if (upper.isEmpty()) {
            return new Unknown(mount.point() + " is an overlay that takes no changes");
        }
        // the path is that of whoever mounted the overlay, and may be hidden from here
        var below = upper.map(Path::of).filter(Path::isAbsolute).flatMap(mounts::at);
        if (below.isEmpty() || below.equals(Optional.of(mount))) {
            return new Unknown(
                    "%s is an overlay, and its upper layer %s cannot be seen from here"
                            .formatted(mount.point(), upper.get()));
        }
        return switch (judge(mounts.without(mount), below.get())) {
            case Kept kept -> kept;
            case Unknown unknown -> unknown;
            case Lost(var because) ->
                    new Lost(mount.point() + " is an overlay that keeps no changes: " + because);
        };
    }
}
