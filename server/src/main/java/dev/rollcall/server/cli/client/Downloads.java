package dev.rollcall.server.cli.client;

import dev.rollcall.server.cli.terminal.Progress;
import dev.rollcall.server.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** Writes what is streamed to a file that only its owner can read: whole, or not at all. */
public final class Downloads {

    private Downloads() {}

    public static void write(InputStream answer, Path file, Terminal terminal) throws IOException {
        var folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "folder");
        var temporary =
                Files.createTempFile(
                        folder,
                        "rollcall",
                        ".part",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            copy(answer, temporary, file, terminal);
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void copy(InputStream answer, Path temporary, Path file, Terminal terminal)
            throws IOException {
        try (var out = Files.newOutputStream(temporary)) {
            Progress.shown(answer, String.valueOf(file.getFileName()), -1, terminal)
                    .transferTo(out);
        }
    }
}
