package dev.rollcall.server.pki.key;

import dev.rollcall.common.fault.KillPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Files that only their owner may read, written whole and durably or not at all. */
public final class PrivateFile {

    private PrivateFile() {}

    public static Optional<String> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + file, e);
        }
    }

    public static void write(Path file, String text) {
        var folder = file.toAbsolutePath().getParent();
        try {
            if (folder == null) {
                throw new IOException("a file without a folder");
            }
            Files.createDirectories(folder);
            // of a fixed name, so that one that was left by a crash does not stay
            var temporary = folder.resolve("." + file.getFileName() + ".new");
            Files.deleteIfExists(temporary);
            Files.createFile(temporary, ownerOnly(folder));
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            KillPoint.pass("server.file." + file.getFileName() + ".before-rename");
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
            KillPoint.pass("server.file." + file.getFileName() + ".after-rename");
        } catch (IOException e) {
            throw new UncheckedIOException("could not write " + file, e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
