package dev.rollcall.agent.platform;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of the device below a root, read in bounds. What is missing or may not be read is
 * empty; what is too large is an {@link IOException}. Safe for use by many threads.
 */
public final class DeviceFiles {

    /** Enough for every file of facts that is read as a whole. */
    public static final int MAX_TEXT = 4 * 1024 * 1024;

    private static final int MAX_FOLDER = 10_000;
    private static final int FILE_TYPE = 0170000;
    private static final int BLOCK_DEVICE = 0060000;

    private final Path root;

    private DeviceFiles(Path root) {
        this.root = root;
    }

    public static DeviceFiles below(Path root) {
        return new DeviceFiles(root.toAbsolutePath().normalize());
    }

    /** Whether these are the files of the running machine itself and not a planted tree. */
    public boolean real() {
        return root.equals(root.getRoot());
    }

    /** Where an absolute path of the device lies. */
    public Path at(String path) {
        return root.resolve(path.startsWith("/") ? path.substring(1) : path);
    }

    public boolean exists(String path) {
        return Files.exists(at(path));
    }

    public boolean isFolder(String path) {
        return Files.isDirectory(at(path));
    }

    /** The whole text of a file; bytes that are not UTF-8 become U+FFFD. */
    public Optional<String> text(String path) throws IOException {
        return bytes(path, MAX_TEXT).map(b -> new String(b, StandardCharsets.UTF_8));
    }

    /** The lines of a file; none if it is missing. */
    public List<String> lines(String path) throws IOException {
        return text(path).map(t -> t.lines().toList()).orElseGet(List::of);
    }

    /**
     * The first line of a small file, stripped; empty too where the kernel answers with an error,
     * as {@code /sys} does for a fact that does not apply.
     */
    public Optional<String> fact(String path) {
        try {
            return bytes(path, 64 * 1024)
                    .flatMap(b -> new String(b, StandardCharsets.UTF_8).lines().findFirst())
                    .map(String::strip)
                    .filter(s -> !s.isEmpty());
        } catch (IOException e) {
            return Optional.empty(); // the fact cannot be learned, which is what empty says
        }
    }

    /** A fact that is a whole number. */
    public Optional<Long> number(String path) {
        return fact(path).flatMap(DeviceFiles::wholeNumber);
    }

    public Optional<byte[]> bytes(String path, int limit) throws IOException {
        var file = at(path);
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            return Optional.empty();
        }
        try (var channel = Files.newByteChannel(file)) {
            byte[] content = upTo(limit + 1, channel);
            if (content.length > limit) {
                throw new IOException(path + " is larger than " + limit + " bytes");
            }
            return Optional.of(content);
        } catch (AccessDeniedException e) {
            return Optional.empty(); // the kernel refuses some files whose mode lets everybody read
        }
    }

    /**
     * Reads on and on. The streams of Java ask for their place in the file, which efivarfs refuses
     * with "Illegal seek".
     */
    static byte[] upTo(int most, ReadableByteChannel channel) throws IOException {
        var content = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(Math.min(most, 8 * 1024));
        while (content.size() < most && channel.read(buffer) >= 0) {
            int wanted = Math.min(buffer.position(), most - content.size());
            content.write(buffer.array(), 0, wanted);
            buffer.clear();
        }
        return content.toByteArray();
    }

    /**
     * So many bytes from a place in a file on, fewer where it ends; none beyond its end. Empty if
     * there is no such file.
     */
    public Optional<byte[]> bytesAt(String path, long place, int length) throws IOException {
        var file = at(path);
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            return Optional.empty();
        }
        try (var channel = Files.newByteChannel(file).position(place)) {
            return Optional.of(upTo(length, channel));
        } catch (AccessDeniedException e) {
            return Optional.empty(); // like bytes
        }
    }

    /** The first bytes of a file as text; empty if there is none. */
    public Optional<String> head(String path, int length) throws IOException {
        try (var in = stream(path).orElse(null)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }
    }

    /**
     * The first bytes of a block device in {@code /dev}, or of a regular file; fewer where it is
     * smaller, and empty where there is none or it may not be read.
     */
    public Optional<byte[]> beginning(String path, int most) throws IOException {
        var file = at(path);
        if (!Files.isReadable(file) || !(Files.isRegularFile(file) || isBlockDevice(file))) {
            return Optional.empty();
        }
        try (var channel = Files.newByteChannel(file)) {
            return Optional.of(upTo(most, channel));
        } catch (AccessDeniedException e) {
            return Optional.empty(); // like bytes
        }
    }

    private static boolean isBlockDevice(Path file) throws IOException {
        try {
            return Files.getAttribute(file, "unix:mode") instanceof Integer mode
                    && (mode & FILE_TYPE) == BLOCK_DEVICE;
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return false; // no system with files of devices
        }
    }

    /** A stream over a file that may be large; empty if there is none. */
    public Optional<InputStream> stream(String path) throws IOException {
        var file = at(path);
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BufferedInputStream(Files.newInputStream(file), 64 * 1024));
        } catch (AccessDeniedException e) {
            return Optional.empty(); // like bytes
        }
    }

    /** Names in a folder, sorted; none if it is missing. */
    public List<String> names(String folder) throws IOException {
        var names = new ArrayList<String>();
        if (!isFolder(folder)) {
            return names;
        }
        try (var entries = Files.newDirectoryStream(at(folder))) {
            for (var entry : entries) {
                if (names.size() == MAX_FOLDER) {
                    throw new IOException(folder + " has more than " + MAX_FOLDER + " entries");
                }
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(null);
        return names;
    }

    /** The last name of where a symbolic link points to. */
    public Optional<String> linkTarget(String path) {
        try {
            var target = Files.readSymbolicLink(at(path)).getFileName();
            return target == null ? Optional.empty() : Optional.of(target.toString());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty(); // not a link
        }
    }

    /** Where a symbolic link points to, as it is written there. */
    public Optional<String> link(String path) {
        try {
            return Optional.of(Files.readSymbolicLink(at(path)).toString());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty(); // not a link
        }
    }

    public Optional<Instant> modified(String path) {
        try {
            return Optional.of(Files.getLastModifiedTime(at(path)).toInstant());
        } catch (IOException e) {
            return Optional.empty(); // there is no such file
        }
    }

    /** When a file was made on this file system; its last change where that is not kept. */
    public Optional<Instant> made(String path) {
        try {
            var attributes = Files.readAttributes(at(path), BasicFileAttributes.class);
            return Optional.of(attributes.creationTime().toInstant());
        } catch (IOException e) {
            return Optional.empty(); // there is no such file
        }
    }

    public long size(String path) throws IOException {
        return Files.size(at(path));
    }

    /** Free and total bytes of the file system at a folder. */
    public Optional<Room> room(String folder) {
        try {
            var store = Files.getFileStore(at(folder));
            return Optional.of(new Room(store.getUsableSpace(), store.getTotalSpace()));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // unmounted meanwhile
        }
    }

    /** Reads a whole number that is not negative. */
    public static Optional<Long> wholeNumber(String text) {
        try {
            long value = Long.parseLong(text.strip());
            return value < 0 ? Optional.empty() : Optional.of(value);
        } catch (NumberFormatException e) {
            return Optional.empty(); // hostile or absent, the same to us
        }
    }

    /** What a file system has. */
    public record Room(long freeBytes, long totalBytes) {}
}
