package dev.rollcall.server.pki.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Labels of keys that are being made in a token, or taken out of it, in a file of the data folder:
 * written before the token is asked, gone when the database says what came of it. So a crash in
 * between leaves no key that nobody knows of. One process at a time has the file.
 */
final class UnfinishedKeys implements AutoCloseable {

    /** Backups leave files of this ending out. */
    private static final String FILE = "unfinished-token-keys.log";

    private static final int LARGEST = 1024 * 1024;

    private final Path file;
    private final FileChannel channel;

    private UnfinishedKeys(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Empty where another process has it. */
    static Optional<UnfinishedKeys> open(Path folder) {
        var file = folder.resolve(FILE);
        try {
            Files.createDirectories(folder);
            var channel =
                    FileChannel.open(
                            file,
                            Set.copyOf(
                                    EnumSet.of(
                                            StandardOpenOption.CREATE,
                                            StandardOpenOption.READ,
                                            StandardOpenOption.WRITE)),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            if (!locked(channel)) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new UnfinishedKeys(file, channel));
        } catch (IOException e) {
            throw new UncheckedIOException("could not open " + file, e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // by another thread of this process, which counts as another process
            return false;
        }
    }

    /** Durable when this returns. */
    void add(String label) {
        try {
            var line = ByteBuffer.wrap((label + "\n").getBytes(StandardCharsets.UTF_8));
            channel.position(channel.size());
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("could not write " + file, e);
        }
    }

    /** Whole lines; before a torn one was written whole, nothing was asked of the token. */
    List<String> labels() {
        try {
            var bytes = ByteBuffer.allocate((int) Math.min(channel.size(), LARGEST));
            channel.position(0);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // reads on
            }
            var text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + file, e);
        }
    }

    void clear() {
        try {
            channel.truncate(0);
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("could not write " + file, e);
        }
    }

    /** Closing the file gives it up. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("could not close " + file, e);
        }
    }
}
