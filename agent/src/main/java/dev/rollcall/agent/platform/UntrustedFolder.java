package dev.rollcall.agent.platform;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A folder that belongs to somebody who may not be trusted, such as a pupil's home, open for
 * reading. Nothing in it is opened through a link; only folders and regular files are opened, so
 * that a pipe makes nobody wait. Used by one thread.
 */
public interface UntrustedFolder extends AutoCloseable {

    /**
     * The folders above it are trusted; it itself is not, and empty where it is a link. Where the
     * operating system can, what is in it is opened relative to it, so that nothing outside is
     * read, whatever is planted or moved meanwhile. Windows and macOS cannot: see {@link
     * CheckedFolder}.
     */
    @SuppressWarnings("StreamResourceLeak")
    static Optional<UntrustedFolder> open(Path folder) {
        var above = folder.getParent();
        var name = folder.getFileName();
        if (above == null || name == null) {
            return Optional.empty(); // the root of a file system is nobody's home
        }
        try (var stream = Files.newDirectoryStream(above)) {
            return stream instanceof SecureDirectoryStream<Path> secure
                    ? RelativeFolder.below(secure, name.toString())
                    : CheckedFolder.at(folder);
        } catch (IOException e) {
            return Optional.empty(); // it may not be read, or is gone
        }
    }

    /** A folder further down, by its names with / between them; empty where there is none. */
    Optional<UntrustedFolder> folder(String path);

    /** Names in it, sorted, of the first so many that the file system has. */
    List<String> names(int most);

    /** When something in it was last changed; of a link, when the link was, or empty. */
    Optional<Instant> modified(String name);

    /** When it itself was. */
    Optional<Instant> modified();

    /**
     * A stream over a regular file of at most so many bytes; reading past them fails. Empty where
     * there is none.
     */
    Optional<InputStream> file(String name, int most);

    @Override
    void close();
}
