package dev.rollcall.agent.platform;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
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

/** An untrusted folder whose contents are opened relative to it. Used by one thread. */
final class RelativeFolder implements UntrustedFolder {

    private final SecureDirectoryStream<Path> open;

    private RelativeFolder(SecureDirectoryStream<Path> open) {
        this.open = open;
    }

    /** A folder in an open one; empty where it is a link or none. */
    static Optional<UntrustedFolder> below(SecureDirectoryStream<Path> above, String name) {
        return new RelativeFolder(above).child(name).map(folder -> folder);
    }

    @Override
    public Optional<UntrustedFolder> folder(String path) {
        var at = Optional.<RelativeFolder>empty();
        for (var name : path.split("/")) {
            var above = at;
            at = above.isPresent() ? above.get().child(name) : child(name);
            above.ifPresent(RelativeFolder::close);
            if (at.isEmpty()) {
                return Optional.empty();
            }
        }
        return at.map(folder -> folder);
    }

    private Optional<RelativeFolder> child(String name) {
        try {
            if (!isOne(name) || !attributes(name).isDirectory()) {
                return Optional.empty();
            }
            return Optional.of(secure(open.newDirectoryStream(Path.of(name), NOFOLLOW_LINKS)));
        } catch (IOException e) {
            return Optional.empty(); // not there, a link by now, or not to be read
        }
    }

    @Override
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

    @Override
    public Optional<Instant> modified(String name) {
        try {
            return isOne(name)
                    ? Optional.of(attributes(name).lastModifiedTime().toInstant())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // gone
        }
    }

    @Override
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

    @Override
    public Optional<InputStream> file(String name, int most) {
        try {
            if (!isOne(name) || !attributes(name).isRegularFile()) {
                return Optional.empty();
            }
            var channel =
                    open.newByteChannel(
                            Path.of(name), Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS));
            return Optional.of(new BoundedStream(Channels.newInputStream(channel), most));
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
    private static RelativeFolder secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<?> secure) {
            return new RelativeFolder((SecureDirectoryStream<Path>) secure);
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
}
