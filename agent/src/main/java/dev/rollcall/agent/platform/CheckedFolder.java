package dev.rollcall.agent.platform;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An untrusted folder for Windows and macOS, where Java opens nothing relative to a folder: every
 * step is looked at before it is taken, and again afterwards where it led. Symbolic links and
 * junctions are not followed. Who swaps a folder for a junction and back within the moment between
 * the two can have a file of another folder read that is called like one of a browser. Used by one
 * thread.
 */
final class CheckedFolder implements UntrustedFolder {

    private final Path real;

    private CheckedFolder(Path real) {
        this.real = real;
    }

    /** The folders above it are trusted; empty where it is a link or no folder. */
    static Optional<UntrustedFolder> at(Path folder) {
        var above = folder.getParent();
        var name = folder.getFileName();
        if (above == null || name == null) {
            return Optional.empty();
        }
        try {
            return new CheckedFolder(above.toRealPath()).child(name.toString()).map(f -> f);
        } catch (IOException e) {
            return Optional.empty(); // there is none
        }
    }

    @Override
    public Optional<UntrustedFolder> folder(String path) {
        var at = Optional.of(this);
        for (var name : path.split("/")) {
            at = at.flatMap(folder -> folder.child(name));
        }
        return at.map(folder -> folder);
    }

    private Optional<CheckedFolder> child(String name) {
        try {
            var path = one(name);
            return path.isPresent() && attributes(path.get()).isDirectory() && isItself(path.get())
                    ? Optional.of(new CheckedFolder(path.get()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not there, or not to be read
        }
    }

    @Override
    public List<String> names(int most) {
        var names = new ArrayList<String>();
        try (var entries = Files.newDirectoryStream(real)) {
            for (var entry : entries) {
                if (names.size() == most) {
                    break;
                }
                names.add(String.valueOf(entry.getFileName()));
            }
            if (!isItself(real)) {
                return List.of(); // it was another by then
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of(); // gone or broken
        }
        names.sort(null);
        return names;
    }

    @Override
    public Optional<Instant> modified(String name) {
        try {
            var path = one(name);
            return path.isPresent() ? modified(path.get()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // gone, or a link
        }
    }

    @Override
    public Optional<Instant> modified() {
        try {
            return modified(real);
        } catch (IOException e) {
            return Optional.empty(); // gone
        }
    }

    private static Optional<Instant> modified(Path path) throws IOException {
        var modified = attributes(path).lastModifiedTime().toInstant();
        return isItself(path) ? Optional.of(modified) : Optional.empty();
    }

    @Override
    public Optional<InputStream> file(String name, int most) {
        try {
            var path = one(name);
            if (path.isEmpty() || !attributes(path.get()).isRegularFile()) {
                return Optional.empty();
            }
            var channel =
                    Files.newByteChannel(
                            path.get(), Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS));
            if (!isItself(path.get())) {
                channel.close();
                return Optional.empty(); // something above it is a link by now
            }
            return Optional.of(new BoundedStream(Channels.newInputStream(channel), most));
        } catch (IOException e) {
            return Optional.empty(); // not there, a link, or not to be read
        }
    }

    /** The path of a single name; on Windows none with a drive, a backslash or a colon in it. */
    private Optional<Path> one(String name) {
        try {
            var path = Path.of(name);
            boolean single =
                    !name.isEmpty()
                            && !name.equals(".")
                            && !name.equals("..")
                            && path.getRoot() == null
                            && path.getNameCount() == 1;
            return single ? Optional.of(real.resolve(path)) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Of a junction, as of all that Windows resolves on the way, Java says that it is other. */
    private static BasicFileAttributes attributes(Path path) throws IOException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink() || attributes.isOther()) {
            throw new IOException("neither a folder nor a file");
        }
        return attributes;
    }

    private static boolean isItself(Path path) throws IOException {
        return path.toRealPath().equals(path);
    }

    @Override
    public void close() {
        // nothing is held open
    }
}
