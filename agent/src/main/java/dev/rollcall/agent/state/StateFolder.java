package dev.rollcall.agent.state;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.rollcall.common.fault.KillPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder of small private files, each replaced whole and durable once its write returns. Safe for
 * use by many threads.
 */
public final class StateFolder {

    private static final String TEMPORARY = ".tmp";
    private static final String LOCK = "lock";

    private final Path path;
    private final boolean posix;

    private StateFolder(Path path) {
        this.path = path;
        this.posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Makes the folder where it is missing, and closes it to everyone else. */
    public static StateFolder open(Path path) {
        var folder = new StateFolder(path.toAbsolutePath());
        try {
            Files.createDirectories(folder.path);
            if (folder.posix) {
                Files.setPosixFilePermissions(
                        folder.path, PosixFilePermissions.fromString("rwx------"));
            }
            return folder;
        } catch (IOException e) {
            throw new StateException("could not open the state folder " + folder.path, e);
        }
    }

    public Path path() {
        return path;
    }

    /** The folder as it is, for whoever only reads; nothing is made and nothing changed. */
    public static StateFolder asItIs(Path path) {
        return new StateFolder(path.toAbsolutePath());
    }

    /** What whoever owns the folder holds a lock on. */
    public Path lockFile() {
        return path.resolve(LOCK);
    }

    /**
     * Takes sole ownership, and sweeps what a crash left half-written; empty when another has it.
     */
    public Optional<FolderLock> lock() {
        try {
            var channel = FileChannel.open(lockFile(), Set.of(CREATE, WRITE), privately());
            try {
                if (channel.tryLock() != null) {
                    sweep();
                    return Optional.of(new FolderLock(channel));
                }
            } catch (OverlappingFileLockException e) {
                // held by another part of this very process: not free either
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new StateException("could not lock the state folder " + path, e);
        }
    }

    /** A record of its own that changes often; nothing else may write a file of this name. */
    public AlternatingFile alternating(String name) {
        return new AlternatingFile(this, name);
    }

    public Optional<byte[]> read(String name) {
        try {
            return Optional.of(Files.readAllBytes(path.resolve(name)));
        } catch (NoSuchFileException e) {
            // absent is an answer
            return Optional.empty();
        } catch (IOException e) {
            throw new StateException("could not read " + path.resolve(name), e);
        }
    }

    public Optional<String> readText(String name) {
        return read(name).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    public void writeText(String name, String text) {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Replaces a file; durable when this returns. */
    public synchronized void write(String name, byte[] content) {
        var target = path.resolve(name);
        var temporary = path.resolve(name + TEMPORARY);
        try {
            Files.deleteIfExists(temporary);
            try (var out = FileChannel.open(temporary, Set.of(CREATE_NEW, WRITE), privately())) {
                var bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                KillPoint.pass("state." + name + ".before-fsync");
                out.force(true);
            }
            KillPoint.pass("state." + name + ".before-rename");
            move(temporary, target);
            KillPoint.pass("state." + name + ".after-rename");
        } catch (IOException e) {
            throw new StateException("could not write " + target, e);
        }
    }

    /** Renames one file over another; durable when this returns. */
    public synchronized void replace(String target, String source) {
        try {
            KillPoint.pass("state." + target + ".before-replace");
            move(path.resolve(source), path.resolve(target));
            KillPoint.pass("state." + target + ".after-replace");
        } catch (IOException e) {
            throw new StateException("could not replace " + path.resolve(target), e);
        }
    }

    /** Durable when this returns; a file that is not there is no error. */
    public synchronized void delete(String name) {
        try {
            KillPoint.pass("state." + name + ".before-delete");
            if (Files.deleteIfExists(path.resolve(name))) {
                syncFolder();
                KillPoint.pass("state." + name + ".after-delete");
            }
        } catch (IOException e) {
            throw new StateException("could not delete " + path.resolve(name), e);
        }
    }

    /**
     * Deletes everything but the lock and what is named, folders with all that is in them; durable
     * when this returns.
     */
    public synchronized void empty(Set<String> kept) {
        try {
            KillPoint.pass("state.before-empty");
            for (var entry : entries()) {
                var name = String.valueOf(entry.getFileName());
                if (!name.equals(LOCK) && !kept.contains(name)) {
                    deleteTree(entry);
                    KillPoint.pass("state.half-empty");
                }
            }
            syncFolder();
            KillPoint.pass("state.after-empty");
        } catch (IOException e) {
            throw new StateException("could not empty " + path, e);
        }
    }

    /** Makes a folder in it that is empty, and private; what was of this name is deleted. */
    public synchronized void makeEmpty(String name) {
        var inner = path.resolve(name);
        try {
            if (Files.exists(inner, LinkOption.NOFOLLOW_LINKS)) {
                deleteTree(inner);
            }
            Files.createDirectory(inner);
            if (posix) {
                Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwx------"));
            }
            syncFolder();
        } catch (IOException e) {
            throw new StateException("could not make " + inner, e);
        }
    }

    private List<Path> entries() throws IOException {
        try (var all = Files.list(path)) {
            return all.sorted().toList();
        }
    }

    /** What a folder holds before the folder; symbolic links are deleted and not followed. */
    private static void deleteTree(Path tree) throws IOException {
        try (var walk = Files.walk(tree)) {
            for (var file : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder();
    }

    private void syncFolder() throws IOException {
        if (posix) {
            try (var folder = FileChannel.open(path, Set.<OpenOption>of(READ))) {
                folder.force(true);
            }
        }
    }

    private void sweep() throws IOException {
        try (var left = Files.newDirectoryStream(path, "*" + TEMPORARY)) {
            for (var file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    private FileAttribute<?>[] privately() {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
