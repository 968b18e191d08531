package dev.rollcall.agent.job;

import dev.rollcall.common.fault.KillPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A file that grows at its end and is opened for each append only, so that thousands of them cost a
 * process no handles. Not safe for use by many threads.
 */
class AppendFile {

    private final Path path;

    AppendFile(Path path) {
        this.path = path;
    }

    /** The whole content; empty where there is no file. */
    Optional<byte[]> read() throws IOException {
        try {
            return Optional.of(Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** On disk when this returns. */
    void append(byte[] bytes) throws IOException {
        try (var channel =
                FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            long before = channel.size();
            try {
                KillPoint.pass(
                        "append.half-written",
                        () -> {
                            writeAll(channel, Arrays.copyOf(bytes, bytes.length / 2));
                            channel.force(false);
                        });
                writeAll(channel, bytes);
                channel.force(false);
            } catch (IOException e) {
                // a full disk may have taken half a line: it must not become the head of the next
                channel.truncate(before);
                throw e;
            }
        }
    }

    /** A plain file of the same name with something more at its end. */
    AppendFile beside(String suffix) {
        return new AppendFile(path.resolveSibling(path.getFileName() + suffix));
    }

    /** Replaces the content in one step; on disk when this returns. */
    void replace(byte[] bytes) throws IOException {
        var folder = Objects.requireNonNull(path.toAbsolutePath().getParent(), "folder");
        Files.createDirectories(folder);
        var next = folder.resolve(path.getFileName() + ".next");
        var mode =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.deleteIfExists(next);
        try (var channel =
                FileChannel.open(
                        next,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        mode)) {
            writeAll(channel, bytes);
            channel.force(true);
        }
        KillPoint.pass("replace.before-rename");
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
        KillPoint.pass("replace.after-rename");
    }

    private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
