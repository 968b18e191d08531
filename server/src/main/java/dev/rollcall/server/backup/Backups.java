package dev.rollcall.server.backup;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Installation;
import dev.rollcall.server.storage.OnlineBackup;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jdbi.v3.core.Handle;

/** Writes backups of the running server. Safe for use by many threads. */
public final class Backups {

    private static final long LARGEST_KEY_FILE = 1024 * 1024;

    private final Database database;
    private final Path dataFolder;
    private final String databaseFile;
    private final String version;
    private final InstantSource clock;
    private final KeysElsewhere keysElsewhere;

    /**
     * @param databaseFile name of the database file in the data folder, with its ending
     */
    public Backups(
            Database database,
            Path dataFolder,
            String databaseFile,
            String version,
            InstantSource clock,
            KeysElsewhere keysElsewhere) {
        this.database = database;
        this.dataFolder = dataFolder;
        this.databaseFile = databaseFile;
        this.version = version;
        this.clock = clock;
        this.keysElsewhere = keysElsewhere;
    }

    /** Names the private keys that no backup of the database can hold. */
    @FunctionalInterface
    public interface KeysElsewhere {
        List<String> names(Handle handle);
    }

    /** Refuses where the database is not ours to copy. */
    public void requirePossible() {
        if (!OnlineBackup.possible(database)) {
            throw new Problem(
                    ProblemCode.CONFLICT,
                    "This server's data is in PostgreSQL: back it up with pg_dump, and the key files"
                            + " in "
                            + dataFolder
                            + " beside it.");
        }
    }

    /** Writes a whole backup; what ends without its manifest is none. */
    public void write(OutputStream out) throws IOException {
        requirePossible();
        var now = clock.instant();
        long epoch = database.read(Installation::epoch).orElse(0L);
        var entries = new ArrayList<BackupManifest.Entry>();
        var zip = new ZipOutputStream(out);
        entries.add(add(zip, databaseFile, part -> OnlineBackup.write(database, dataFolder, part)));
        for (var file : keyFiles()) {
            var name = dataFolder.relativize(file).toString();
            entries.add(add(zip, name, part -> Files.copy(file, part)));
        }
        var manifest =
                new BackupManifest(
                        BackupManifest.FORMAT,
                        version,
                        now,
                        epoch,
                        entries,
                        database.read(keysElsewhere::names));
        zip.putNextEntry(new ZipEntry(BackupManifest.NAME));
        zip.write(Json.strict().writeValueAsBytes(manifest));
        zip.closeEntry();
        zip.finish();
        zip.flush();
    }

    private List<Path> keyFiles() throws IOException {
        try (var files = Files.walk(dataFolder, 3)) {
            return files.filter(Backups::isKept).sorted().toList();
        }
    }

    /** The database comes by another way, and traces, locks and half-written files are no data. */
    private static boolean isKept(Path file) {
        var name = file.getFileName().toString();
        try {
            return Files.isRegularFile(file)
                    && Files.size(file) <= LARGEST_KEY_FILE
                    && !name.endsWith(".db")
                    && !name.endsWith(".log")
                    && !name.endsWith(".zip")
                    && !name.endsWith(".new")
                    && !name.endsWith(".tmp");
        } catch (IOException e) {
            // it went away while we looked
            return false;
        }
    }

    private static BackupManifest.Entry add(ZipOutputStream zip, String name, Part part)
            throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        var counted = new Counted(zip);
        part.writeTo(counted);
        zip.closeEntry();
        return new BackupManifest.Entry(name, counted.bytes, Digest.ofHash(counted.hash.digest()));
    }

    @FunctionalInterface
    private interface Part {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Counts and digests what goes through; leaves the archive open. */
    private static final class Counted extends FilterOutputStream {

        private final MessageDigest hash = Digest.sha256();
        private long bytes;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int from, int length) throws IOException {
            out.write(b, from, length);
            hash.update(b, from, length);
            bytes += length;
        }

        @Override
        public void close() {}
    }
}
