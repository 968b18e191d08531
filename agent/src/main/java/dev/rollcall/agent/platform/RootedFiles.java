package dev.rollcall.agent.platform;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Changes files below a root without ever following a symbolic link: each folder of a path is
 * opened relative to the one above it, so that a link planted in between, even at that very moment,
 * is refused and not followed. Safe for use by many threads.
 *
 * <p>Paths are absolute as the device sees them, without . and .. parts.
 */
public final class RootedFiles {

    private static final String STAT = "unix:mode,fileKey";
    private static final int SPECIAL = 07000;
    private static final int ALL = 07777;

    private final Path root;

    private RootedFiles(Path root) {
        this.root = root;
    }

    /** The root itself is trusted, and may be reached through links. */
    public static RootedFiles below(Path root) throws IOException {
        Files.createDirectories(root);
        return new RootedFiles(root.toRealPath());
    }

    /** What lies at a path. */
    public sealed interface Found {}

    /** Nothing. */
    public record Missing() implements Found {}

    /** A symbolic link, wherever it leads. */
    public record Link(String target) implements Found {}

    /** A regular file. */
    public record Regular(long size, Access access) implements Found {}

    /** A folder, a device, a pipe or a socket. @param kind in words */
    public record Other(String kind) implements Found {}

    /**
     * Who may do what with a file.
     *
     * @param mode four octal digits, the first of them set-user-id, set-group-id and sticky
     * @param owner absent: whoever writes it
     * @param group absent: the group of whoever writes it
     */
    public record Access(String mode, Optional<String> owner, Optional<String> group) {

        public static Access mode(String mode) {
            return new Access(mode, Optional.empty(), Optional.empty());
        }
    }

    /** Who this agent is: on a device root, and root's group. Absent where that cannot be told. */
    public static Access ownedByThisAgent(String mode) {
        try {
            var self = Files.readAttributes(Path.of("/proc/self"), PosixFileAttributes.class);
            return new Access(
                    mode, Optional.of(self.owner().getName()), Optional.of(self.group().getName()));
        } catch (IOException e) {
            return Access.mode(mode);
        }
    }

    public Found look(String path) throws IOException {
        try (var at = Parent.open(root, path, false)) {
            return at.look();
        } catch (NoSuchFileException e) {
            // not even the folder
            return new Missing();
        }
    }

    /** A regular file's bytes, at most so many. */
    public byte[] read(String path, int most) throws IOException {
        try (var at = Parent.open(root, path, false);
                var in = at.read()) {
            return in.readNBytes(most);
        }
    }

    /** A regular file's bytes, whatever their number. */
    public void copy(String path, OutputStream to) throws IOException {
        try (var at = Parent.open(root, path, false);
                var in = at.read()) {
            in.transferTo(to);
        }
    }

    /** Replaces what is there, except a folder, in one step; on disk when this returns. */
    public void write(String path, InputStream content, Access access) throws IOException {
        try (var at = Parent.open(root, path, true)) {
            at.write(content, access);
        }
    }

    /** Removes a file or a link; on disk when this returns. */
    public void delete(String path) throws IOException {
        try (var at = Parent.open(root, path, false)) {
            at.folder.deleteFile(at.name);
            at.sync();
        } catch (NoSuchFileException e) {
            // gone already
        }
    }

    /** Makes a symbolic link where nothing is; on disk when this returns. */
    public void link(String path, String target) throws IOException {
        try (var at = Parent.open(root, path, true)) {
            Files.createSymbolicLink(at.path, Path.of(target));
            at.sync();
        }
    }

    /** The open folder that holds a path's last part. */
    private record Parent(SecureDirectoryStream<Path> folder, Path path, Path name)
            implements AutoCloseable {

        /** Each folder is closed once the one below it is open; the last one by {@link #close}. */
        @SuppressWarnings("StreamResourceLeak")
        static Parent open(Path root, String path, boolean create) throws IOException {
            var names = Arrays.stream(path.split("/")).filter(n -> !n.isEmpty()).toList();
            if (names.isEmpty() || names.contains(".") || names.contains("..")) {
                throw new IOException("not a file's path");
            }
            var at = root;
            var folder = secure(Files.newDirectoryStream(root));
            for (var name : names.subList(0, names.size() - 1)) {
                at = at.resolve(name);
                var above = folder;
                try (above) {
                    folder = down(above, at, create);
                }
            }
            var last = Path.of(names.getLast());
            return new Parent(folder, at.resolve(last), last);
        }

        private static SecureDirectoryStream<Path> down(
                SecureDirectoryStream<Path> above, Path at, boolean create) throws IOException {
            var name = Path.of(at.getFileName().toString());
            try {
                return secure(above.newDirectoryStream(name, NOFOLLOW_LINKS));
            } catch (NoSuchFileException e) {
                if (!create) {
                    throw e;
                }
                Files.createDirectory(
                        at,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwxr-xr-x")));
                return secure(above.newDirectoryStream(name, NOFOLLOW_LINKS));
            } catch (FileSystemException e) {
                throw new FileSystemException(
                        at.toString(), null, "a link or a file is in the way, not a folder");
            }
        }

        @SuppressWarnings("unchecked")
        private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream)
                throws IOException {
            if (stream instanceof SecureDirectoryStream<?> secure) {
                return (SecureDirectoryStream<Path>) secure;
            }
            stream.close();
            throw new IOException("this operating system can't open files relative to a folder");
        }

        Found look() throws IOException {
            PosixFileAttributes attributes;
            try {
                attributes = view(name).readAttributes();
            } catch (NoSuchFileException e) {
                return new Missing();
            }
            if (attributes.isSymbolicLink()) {
                return new Link(Files.readSymbolicLink(path).toString());
            }
            if (attributes.isRegularFile()) {
                return new Regular(
                        attributes.size(),
                        new Access(
                                mode(attributes),
                                Optional.of(attributes.owner().getName()),
                                Optional.of(attributes.group().getName())));
            }
            return new Other(attributes.isDirectory() ? "a folder" : "a device, pipe or socket");
        }

        /**
         * What the open folder shows of a file lacks the set-id bits; its path shows them, and must
         * lead to the same file.
         */
        private String mode(PosixFileAttributes attributes) throws IOException {
            var stat = Files.readAttributes(path, STAT, NOFOLLOW_LINKS);
            if (!Objects.equals(stat.get("fileKey"), attributes.fileKey())
                    || !(stat.get("mode") instanceof Integer mode)) {
                throw new FileSystemException(
                        path.toString(), null, "it was moved while looked at");
            }
            return "%04o".formatted(mode & ALL);
        }

        InputStream read() throws IOException {
            if (!(look() instanceof Regular)) {
                throw new FileSystemException(path.toString(), null, "not a regular file");
            }
            return Channels.newInputStream(
                    folder.newByteChannel(name, Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS)));
        }

        void write(InputStream content, Access access) throws IOException {
            var next = Path.of(".rollcall-next-" + Integer.toHexString(name.hashCode()));
            try {
                folder.deleteFile(next);
            } catch (NoSuchFileException e) {
                // as it should be: only a crash leaves one
            }
            var options =
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, NOFOLLOW_LINKS);
            var closed =
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"));
            try (var channel = folder.newByteChannel(next, options, closed)) {
                content.transferTo(Channels.newOutputStream(channel));
                give(next, access);
                if (channel instanceof FileChannel file) {
                    file.force(true);
                }
            }
            folder.move(next, folder, name);
            sync();
        }

        /** The mode last: giving a file away takes its set-id bits. */
        private void give(Path next, Access access) throws IOException {
            var people = path.getFileSystem().getUserPrincipalLookupService();
            var view = view(next);
            if (access.owner().isPresent()) {
                view.setOwner(people.lookupPrincipalByName(access.owner().get()));
            }
            if (access.group().isPresent()) {
                view.setGroup(people.lookupPrincipalByGroupName(access.group().get()));
            }
            view.setPermissions(permissions(access.mode()));
            int mode = Integer.parseInt(access.mode(), 8) & ALL;
            if ((mode & SPECIAL) != 0) {
                giveSpecial(path.resolveSibling(next), mode, view.readAttributes().fileKey());
            }
        }

        /** Only a path can be given set-id bits: it must lead to the file in the open folder. */
        private static void giveSpecial(Path next, int mode, Object file) throws IOException {
            var stat = Files.readAttributes(next, STAT, NOFOLLOW_LINKS);
            if (!Objects.equals(stat.get("fileKey"), file)) {
                throw new FileSystemException(next.toString(), null, "it was moved while written");
            }
            Files.setAttribute(next, "unix:mode", mode, NOFOLLOW_LINKS);
        }

        private PosixFileAttributeView view(Path of) {
            return folder.getFileAttributeView(of, PosixFileAttributeView.class, NOFOLLOW_LINKS);
        }

        void sync() throws IOException {
            try (var channel =
                    FileChannel.open(path.resolveSibling("."), StandardOpenOption.READ)) {
                channel.force(true);
            }
        }

        @Override
        public void close() throws IOException {
            folder.close();
        }
    }

    /** From the owner's reading to the others' executing, as in an octal mode. */
    private static final List<PosixFilePermission> BITS =
            List.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);

    private static Set<PosixFilePermission> permissions(String octal) {
        int mode = Integer.parseInt(octal, 8);
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < BITS.size(); i++) {
            if ((mode >> (BITS.size() - 1 - i) & 1) == 1) {
                permissions.add(BITS.get(i));
            }
        }
        return permissions;
    }
}
