package dev.rollcall.agent.inventory.collect;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file in which the inventory remembers something across restarts, for the owner alone; replaced
 * in one step. Used by one thread at a time.
 *
 * @param path without it nothing is kept
 */
public record MemoryFile(Optional<Path> path) {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryFile.class);
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    /** Empty where there is none that can be read. */
    public Optional<byte[]> read() {
        try {
            return path.isEmpty()
                            || !Files.isRegularFile(path.get())
                            || Files.size(path.get()) > MAX_BYTES
                    ? Optional.empty()
                    : Optional.of(Files.readAllBytes(path.get()));
        } catch (IOException e) {
            return Optional.empty(); // what cannot be read is begun anew
        }
    }

    /** A full disk must not cost the section: until it is saved, the memory lasts for this run. */
    public void write(byte[] content) {
        try {
            if (path.isPresent()) {
                save(path.get(), content);
            }
        } catch (IOException e) {
            LOG.warn("not remembered file={} because={}", path.get(), e.toString());
        }
    }

    /** Where the file system knows owners by bits; elsewhere the folder says who may read it. */
    private static FileAttribute<?>[] onlyOwner(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void save(Path file, byte[] content) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        var draft = Files.createTempFile(folder, "memory", ".new", onlyOwner(file));
        try {
            Files.write(draft, content);
            try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
