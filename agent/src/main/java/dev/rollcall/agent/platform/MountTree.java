package dev.rollcall.agent.platform;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is mounted upon what, so that a mount that hides another one is found before it. */
record MountTree(List<Mount> mounts) {

    /**
     * One mount. @param options of the file system itself, such as {@code rw,upperdir=/run/upper}
     */
    record Mount(int id, int parent, Path point, String kind, String source, String options) {

        private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs", "rootfs");

        /** Also an ordinary file system on a disk that is memory. */
        boolean inMemory() {
            return IN_MEMORY.contains(kind) || source.matches("/dev/z?ram\\d+");
        }

        Optional<String> option(String name) {
            return Arrays.stream(options.split(","))
                    .filter(option -> option.startsWith(name + "="))
                    .map(option -> option.substring(name.length() + 1))
                    .findFirst();
        }
    }

    MountTree {
        mounts = List.copyOf(mounts);
    }

    /** Lines that make no sense are passed over. */
    static MountTree read(List<String> mountinfo) {
        return new MountTree(mountinfo.stream().flatMap(MountTree::parse).toList());
    }

    private static Stream<Mount> parse(String line) {
        var halves = line.split(" - ", 2);
        var left = halves[0].split(" ");
        if (halves.length < 2 || left.length < 6 || !isId(left[0]) || !isId(left[1])) {
            return Stream.empty();
        }
        var right = halves[1].split(" ", 3);
        if (right.length < 2) {
            return Stream.empty();
        }
        return Stream.of(
                new Mount(
                        Integer.parseInt(left[0]),
                        Integer.parseInt(left[1]),
                        Path.of(FileSystems.plain(left[4])),
                        right[0],
                        FileSystems.plain(right[1]),
                        FileSystems.plain(right.length > 2 ? right[2] : "")));
    }

    private static boolean isId(String text) {
        return text.matches("\\d{1,9}");
    }

    /** The mount that a path is in, as this process sees it. */
    Optional<Mount> at(Path path) {
        return mounts.stream()
                .filter(mount -> mount.point().equals(Path.of("/")) && isTop(mount))
                .reduce((_, last) -> last)
                .map(top -> innermost(top, path));
    }

    MountTree without(Mount gone) {
        return new MountTree(mounts.stream().filter(m -> !m.equals(gone)).toList());
    }

    /**
     * The first step from a mount towards a path is the nearest one; what it hides is never met.
     */
    private Mount innermost(Mount from, Path path) {
        return mounts.stream()
                .filter(m -> m.parent() == from.id() && m.id() != from.id())
                .filter(m -> path.startsWith(m.point()))
                .min(Comparator.comparingInt(m -> m.point().getNameCount()))
                .map(next -> innermost(next, path))
                .orElse(from);
    }

    private boolean isTop(Mount mount) {
        return mount.parent() == mount.id()
                || mounts.stream().noneMatch(m -> m.id() == mount.parent());
    }
}
