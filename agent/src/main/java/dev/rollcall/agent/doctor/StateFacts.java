package dev.rollcall.agent.doctor;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.Keeping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The state folder from outside.
 *
 * @param user who looks
 * @param owner of the folder; empty where the file system has no owners
 * @param open whether others than its owner may enter it
 */
record StateFacts(
        Path folder,
        Presence presence,
        String user,
        Optional<String> owner,
        boolean open,
        long freeBytes,
        Keeping keeping) {

    private static final Set<PosixFilePermission> OF_OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);

    /** Whether and how it is there, for the user who looks. */
    enum Presence {
        MISSING,
        NO_FOLDER,
        UNREADABLE,
        READ_ONLY,
        USABLE
    }

    static StateFacts of(Path folder, DeviceFiles files) {
        var presence = presence(folder);
        var there = presence != Presence.MISSING && presence != Presence.NO_FOLDER;
        return new StateFacts(
                folder,
                presence,
                System.getProperty("user.name", "?"),
                there ? owner(folder) : Optional.empty(),
                there && isOpen(folder),
                there ? free(folder) : 0,
                there ? Keeping.of(files, folder) : new Keeping.Unknown("it is not there"));
    }

    private static Presence presence(Path folder) {
        if (!Files.exists(folder)) {
            return Presence.MISSING;
        }
        if (!Files.isDirectory(folder)) {
            return Presence.NO_FOLDER;
        }
        if (!allReadable(folder)) {
            return Presence.UNREADABLE;
        }
        return Files.isWritable(folder) ? Presence.USABLE : Presence.READ_ONLY;
    }

    private static boolean allReadable(Path folder) {
        try (var entries = Files.list(folder)) {
            return Files.isExecutable(folder) && entries.allMatch(Files::isReadable);
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<String> owner(Path folder) {
        try {
            return Optional.of(Files.getOwner(folder).getName());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty(); // nobody owns anything there
        }
    }

    private static boolean isOpen(Path folder) {
        try {
            return Files.getPosixFilePermissions(folder).stream().anyMatch(OF_OTHERS::contains);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // nobody has permissions there
        }
    }

    private static long free(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }
}
