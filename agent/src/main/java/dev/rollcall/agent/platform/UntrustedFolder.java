package dev.rollcall.agent.platform;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder that belongs to somebody who may not be trusted, such as a pupil's home, open for
 * reading. What is in it is opened relative to it and never through a symbolic link, so that
 * nothing outside is read, whatever is planted or moved meanwhile; only folders and regular files
 * are opened, so that a pipe makes nobody wait. Used by one thread.
 */
public final class UntrustedFolder implements AutoCloseable {

    private final SecureDirectoryStream<Path> open;

    private UntrustedFolder(SecureDirectoryStream<Path> open) {
        this.open = open;
    }

    /** The folders above it are trusted; it itself is not, and empty where it is a link. */
    @SuppressWarnings("StreamResourceLeak")
    public static Optional<UntrustedFolder> open(Path folder) {
        var above = folder.getParent();
        var name = folder.getFileName();
        if (above == null || name == null) {
            return Optional.empty(); // the root of a file system is nobody's home
        }
        try (var opened = secure(Files.newDirectoryStream(above))) {
            return opened.child(name.toString());
        } catch (IOException e) {
            return Optional.empty(); // it may not be read, or is gone
        }
    }

    /** A folder further down, by its names with / between them; empty where there is none. */
    public Optional<UntrustedFolder> folder(String path) {
        var at = Optional.<UntrustedFolder>empty();
        for (var name : path.split("/")) {
            var above = at;
            at = above.isPresent() ? above.get().child(name) : child(name);
            above.ifPresent(UntrustedFolder::close);
            if (at.isEmpty()) {
                return at;
            }
        }
        return at;
    }

    private Optional<UntrustedFolder> child(String name) {
        try {
            if (!isOne(name) || !attributes(name).isDirectory()) {
                return Optional.empty();
            }
            return Optional.of(secure(open.newDirectoryStream(Path.of(name), NOFOLLOW_LINKS)));
        } catch (IOException e) {
            return Optional.empty(); // not there, a link by now, or not to be read
        }
    }

    /** Names in it, sorted, of the first so many that the file system has. */
    public List<String> names(int most) {
        var names = new ArrayList<String>();
        try {
            for (var entry : open) {
                if (names.size() == most) {
                    break;
                }
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (DirectoryIteratorException e) {
            return List.of(); // gone or broken
        }
        names.sort(null);
        return names;
    }

    /** When something in it was last changed; of a link, when the link was. */
    public Optional<Instant> modified(String name) {
        try {
            return isOne(name)
                    ? Optional.of(attributes(name).lastModifiedTime().toInstant())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // gone
        }
    }

    /** When it itself was. */
    public Optional<Instant> modified() {
        try {
            return Optional.of(
                    open.getFileAttributeView(BasicFileAttributeView.class)
                            .readAttributes()
                            .lastModifiedTime()
                            .toInstant());
        } catch (IOException e) {
            return Optional.empty(); // gone
        }
    }

    /**
     * A stream over a regular file of at most so many bytes; reading past them fails. Empty where
     * there is none.
     */
    public Optional<InputStream> file(String name, int most) {
        try {
            if (!isOne(name) || !attributes(name).isRegularFile()) {
                return Optional.empty();
            }
            var channel =
                    open.newByteChannel(
                            Path.of(name), Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS));
            return Optional.of(new Bounded(Channels.newInputStream(channel), most));
        } catch (IOException e) {
            return Optional.empty(); // not there, a link by now, or not to be read
        }
    }

    private static boolean isOne(String name) {
        return !name.isEmpty() && !name.contains("/") && !name.equals(".") && !name.equals("..");
    }

    private BasicFileAttributes attributes(String name) throws IOException {
        return open.getFileAttributeView(
                        Path.of(name), BasicFileAttributeView.class, NOFOLLOW_LINKS)
                .readAttributes();
    }

    @SuppressWarnings("unchecked")
    private static UntrustedFolder secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<?> secure) {
            return new UntrustedFolder((SecureDirectoryStream<Path>) secure);
        }
        stream.close();
        throw new IOException("this operating system can't open files relative to a folder");
    }

    @Override
    public void close() {
        try {
            open.close();
        } catch (IOException e) {
            // it was only read
        }
    }

    private static final class Bounded extends FilterInputStream {

        private long left;

        Bounded(InputStream in, int most) {
            super(in);
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int read = super.read(to, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new IOException("a file is larger than it should be");
            }
        }
    }
}
