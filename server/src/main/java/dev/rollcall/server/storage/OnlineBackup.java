package dev.rollcall.server.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.ZipFile;

/**
 * A copy of an embedded H2 that is consistent while the server writes: everything that was durable
 * when it began is in it.
 */
public final class OnlineBackup {

    private OnlineBackup() {}

    /** Whether this database can be copied so; PostgreSQL has {@code pg_dump}. */
    public static boolean possible(Database database) {
        return database.engine() == Engine.H2;
    }

    /**
     * Writes the database file to the stream; needs as much free space in the folder as the
     * database has.
     *
     * @param folder for the temporary copy
     */
    public static void write(Database database, Path folder, OutputStream out) {
        try {
            var copy =
                    Files.createTempFile(
                            folder,
                            "backup",
                            ".zip",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            try {
                copy(database, copy);
                unpack(copy, out);
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (IOException | SQLException e) {
            throw new StorageException("back up the database", e);
        }
    }

    private static void copy(Database database, Path file) throws SQLException {
        try (var connection = database.source().getConnection();
                var statement = connection.prepareStatement("BACKUP TO ?")) {
            statement.setString(1, file.toAbsolutePath().toString());
            statement.execute();
        }
    }

    private static void unpack(Path zip, OutputStream out) throws IOException {
        try (var archive = new ZipFile(zip.toFile())) {
            var entries =
                    archive.stream().filter(entry -> entry.getName().endsWith(".mv.db")).toList();
            if (entries.size() != 1) {
                throw new IOException(
                        "one database file expected in the copy: " + List.copyOf(entries));
            }
            try (var content = archive.getInputStream(entries.getFirst())) {
                content.transferTo(out);
            }
        }
    }
}
