package dev.rollcall.agent.inventory.disks;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.VolumesSection.MountOption;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The mounted file systems that keep data on this device (proc_pid_mountinfo(5)). */
public final class Mounts {

    private static final Set<String> READ_ONLY_IMAGES =
            Set.of("squashfs", "iso9660", "erofs", "udf");
    private static final Set<String> ROOTS_WITHOUT_DEVICE =
            Set.of("overlay", "zfs", "virtiofs", "9p");
    private static final Set<String> ELSEWHERE =
            Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "autofs");
    private static final int MAX_MOUNTS = 256;

    private Mounts() {}

    /**
     * One mount.
     *
     * @param number major:minor of the block device; major 0 where the file system has none
     * @param root the folder of the file system that is mounted; anything but / is part of one
     * @param source as it was given to mount(8), such as /dev/sda1
     * @param options of the file system, with commas between them; they may hold anything
     * @param flags of this mount, with commas between them
     */
    public record Mount(
            String number,
            String root,
            String mountPoint,
            String fileSystem,
            String source,
            String options,
            String flags) {

        /** What may not be done on it; the kernel writes first whether all of it is read-only. */
        List<MountOption> restrictions() {
            var said = List.of(flags.split(",", -1));
            var found = EnumSet.noneOf(MountOption.class);
            if (said.contains("ro") || options.equals("ro") || options.startsWith("ro,")) {
                found.add(MountOption.READ_ONLY);
            }
            if (said.contains("noexec")) {
                found.add(MountOption.NO_PROGRAMS);
            }
            if (said.contains("nosuid")) {
                found.add(MountOption.NO_SET_ID);
            }
            if (said.contains("nodev")) {
                found.add(MountOption.NO_DEVICES);
            }
            return List.copyOf(found);
        }
    }

    /** As {@link #local(List)}, but for homes that are mounted while somebody is signed in. */
    public static List<Mount> local(DeviceFiles files) throws IOException {
        return local(lasting(files, all(files)));
    }

    static List<Mount> lasting(DeviceFiles files, List<Mount> all) {
        return all.stream().filter(mount -> !HomeFolders.comesAndGoes(files, mount)).toList();
    }

    /** All that is mounted, in the order of the kernel. */
    public static List<Mount> all(DeviceFiles files) throws IOException {
        var listing = files.text("/proc/self/mountinfo");
        if (listing.isEmpty()) {
            throw new IOException("/proc/self/mountinfo cannot be read");
        }
        return all(listing.get().lines());
    }

    static List<Mount> all(Stream<String> lines) {
        return lines.map(Mounts::parse).flatMap(Optional::stream).toList();
    }

    /**
     * Those on block devices, ZFS, and whatever the root is; each part of a device only once. A
     * list that is too long to be sent as a whole is an {@link IOException}.
     */
    static List<Mount> local(List<Mount> all) throws IOException {
        var seen = new HashSet<String>();
        var mounts =
                all.stream()
                        .filter(Mounts::holdsData)
                        .filter(Mounts::isListed)
                        .filter(m -> seen.add(m.source() + "\n" + m.root()))
                        .toList();
        if (mounts.size() > MAX_MOUNTS) {
            throw new IOException("more than " + MAX_MOUNTS + " volumes are mounted");
        }
        return mounts;
    }

    /** Whether what lies at a path is kept elsewhere, or is mounted only when it is looked at. */
    static boolean isElsewhere(String path, List<Mount> all) {
        return all.stream()
                .filter(mount -> isAbove(mount.mountPoint(), path))
                .reduce((a, b) -> b.mountPoint().length() >= a.mountPoint().length() ? b : a)
                .filter(mount ->
                        ELSEWHERE.contains(mount.fileSystem())
                                || mount.fileSystem().startsWith("fuse."))
                .isPresent();
    }

    static boolean isAbove(String mountPoint, String path) {
        return mountPoint.equals("/")
                || path.equals(mountPoint)
                || path.startsWith(mountPoint + "/");
    }

    static Optional<Mount> parse(String line) {
        var halves = line.split(" - ", 2);
        if (halves.length != 2) {
            return Optional.empty();
        }
        var left = halves[0].split(" ", -1);
        var right = halves[1].split(" ", -1);
        if (left.length < 6 || right.length < 2) {
            return Optional.empty();
        }
        var mountPoint = Clean.text(unescape(left[4]));
        var source = Clean.text(unescape(right[1]));
        if (mountPoint.isEmpty() || source.isEmpty()) {
            return Optional.empty();
        }
        return Clean.text(right[0])
                .map(type ->
                        new Mount(
                                left[2],
                                left[3],
                                mountPoint.get(),
                                type,
                                source.get(),
                                right.length > 2 ? right[2] : "",
                                left[5]));
    }

    /**
     * Whether it is on a block device or ZFS, or the root: what lies at its mount point is then as
     * safe as that. A part of a device that is mounted, and one that is mounted twice, is such,
     * too.
     */
    static boolean holdsData(Mount mount) {
        if (READ_ONLY_IMAGES.contains(mount.fileSystem()) || pluggedIn(mount.mountPoint())) {
            return false;
        }
        boolean device = mount.source().startsWith("/dev/");
        return device
                || mount.fileSystem().equals("zfs")
                || (mount.mountPoint().equals("/")
                        && ROOTS_WITHOUT_DEVICE.contains(mount.fileSystem()));
    }

    private static boolean isListed(Mount mount) {
        return mount.root().equals("/")
                || mount.fileSystem().equals("btrfs")
                || mount.mountPoint().equals("/")
                || mount.mountPoint().equals("/home");
    }

    /** A pupil's memory stick is none of our business, and its name may tell whose it is. */
    private static boolean pluggedIn(String mountPoint) {
        return mountPoint.startsWith("/media/") || mountPoint.startsWith("/run/media/");
    }

    /** Blanks and the like are octal there, as in {@code \040}. */
    static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\'
                    && i + 3 < text.length()
                    && text.substring(i + 1, i + 4).matches("[0-3][0-7][0-7]")) {
                out.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }
}
