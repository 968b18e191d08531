package dev.rollcall.server.cli.local;

import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A server's data folder, which one process uses at a time: from open to close it is ours. */
public final class DataFolder implements AutoCloseable {

    private static final String LOCK = "lock";
    private static final String DEVELOPMENT = "development";

    private final Path folder;
    private final FileChannel lock;

    private DataFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Opens the folder, made where it is missing; only its owner may look into it. */
    public static DataFolder create(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            return locked(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /** Opens a folder that {@code init} made. */
    static DataFolder open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "there is no data folder " + folder + "; make it with: rollcall init");
        }
        try {
            return locked(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    public boolean isForDevelopment() {
        return Files.exists(folder.resolve(DEVELOPMENT));
    }

    void markForDevelopment() {
        try {
            Files.writeString(
                    folder.resolve(DEVELOPMENT),
                    "One passphrase opens every key of this installation: not for real devices.\n");
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static DataFolder locked(Path folder) throws IOException {
        var lock =
                FileChannel.open(
                        folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!taken(lock)) {
            lock.close();
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "another rollcall process uses the data folder " + folder + "; stop it first");
        }
        return new DataFolder(folder, lock);
    }

    private static boolean taken(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // by another thread of this process, which counts as another process
            return false;
        }
    }

    private static CommandFailure unusable(Path folder, IOException e) {
        return new CommandFailure(
                ExitCode.REFUSED,
                "the data folder "
                        + folder
                        + " cannot be used: "
                        + e.getClass().getSimpleName()
                        + " "
                        + e.getMessage());
    }

    /** Closing the file gives up the lock. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }
}
