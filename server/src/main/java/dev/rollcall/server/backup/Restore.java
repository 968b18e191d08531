package dev.rollcall.server.backup;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Installation;
import dev.rollcall.server.storage.Migrations;
import dev.rollcall.server.storage.StorageConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.JacksonException;

/** Puts a backup into an empty data folder, checked byte by byte, and raises the epoch. */
public final class Restore {

    private final InstantSource clock;
    private final Witness witness;

    /** Notes in the restored database that it was, in the transaction that raises the epoch. */
    @FunctionalInterface
    public interface Witness {
        void restored(Handle handle, long epoch, Instant now);
    }

    public Restore(InstantSource clock, Witness witness) {
        this.clock = clock;
        this.witness = witness;
    }

    /** What was restored. @param epoch the new one */
    public record Restored(BackupManifest manifest, long epoch) {}

    /**
     * Restores into a folder that is empty or not there; either all of it is there afterwards, or
     * nothing.
     */
    public Restored restore(Path backup, Path dataFolder) throws IOException {
        requireEmpty(dataFolder);
        var target = dataFolder.toAbsolutePath();
        var staging = target.resolveSibling(target.getFileName() + ".restoring");
        delete(staging);
        makeFolder(staging);
        try {
            var manifest = unpack(backup, staging);
            long epoch = raise(databaseIn(staging, manifest));
            Files.deleteIfExists(target);
            Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
            return new Restored(manifest, epoch);
        } finally {
            delete(staging);
        }
    }

    /** Reads a whole backup and checks every digest; what does not hold is a {@link Problem}. */
    public static BackupManifest inspect(Path backup) throws IOException {
        try (var archive = new ZipFile(backup.toFile())) {
            var manifest = manifest(archive);
            for (var entry : manifest.entries()) {
                try (var content = archive.getInputStream(packed(archive, entry))) {
                    var digested = new DigestInputStream(content, Digest.sha256());
                    digested.transferTo(OutputStream.nullOutputStream());
                    requireSame(digested, entry);
                }
            }
            return manifest;
        } catch (ZipException e) {
            throw damaged("it is no backup, or it ends too early");
        }
    }

    /** Raises the epoch of a database that was restored by other means, such as pg_restore. */
    public long raise(StorageConfig storage) {
        try (var database = Database.open(storage)) {
            Migrations.run(database);
            return database.write(h -> {
                if (Installation.epoch(h).isEmpty()) {
                    throw new Problem(
                            ProblemCode.CONFLICT,
                            "the database was never initialized: nothing to raise");
                }
                var now = clock.instant();
                long epoch = Installation.raise(h, now);
                witness.restored(h, epoch, now);
                return epoch;
            });
        }
    }

    private static StorageConfig databaseIn(Path folder, BackupManifest manifest) {
        var file =
                manifest.entries().stream()
                        .map(BackupManifest.Entry::name)
                        .filter(name -> name.endsWith(".mv.db"))
                        .findFirst()
                        .orElseThrow(() -> damaged("it holds no database"));
        return new StorageConfig.H2File(
                folder.resolve(file.substring(0, file.length() - ".mv.db".length())));
    }

    private static BackupManifest unpack(Path backup, Path folder) throws IOException {
        try (var archive = new ZipFile(backup.toFile())) {
            var manifest = manifest(archive);
            for (var entry : manifest.entries()) {
                var packed = packed(archive, entry);
                var file = folder.resolve(entry.name()).normalize();
                if (!file.startsWith(folder)) {
                    throw damaged(entry.name() + " is no path below the data folder");
                }
                makeFolder(Objects.requireNonNull(file.getParent(), "folder"));
                try (var content = archive.getInputStream(packed)) {
                    write(content, file, entry);
                }
            }
            return manifest;
        } catch (ZipException e) {
            throw damaged("it is no backup, or it ends too early");
        }
    }

    private static BackupManifest manifest(ZipFile archive) throws IOException {
        var entry = archive.getEntry(BackupManifest.NAME);
        if (entry == null) {
            throw damaged("it has no manifest");
        }
        try (var content = archive.getInputStream(entry)) {
            var manifest =
                    Json.strict().readValue(content.readNBytes(1024 * 1024), BackupManifest.class);
            if (manifest.format() != BackupManifest.FORMAT) {
                throw damaged("its format " + manifest.format() + " is of a newer version");
            }
            return manifest;
        } catch (JacksonException e) {
            throw damaged("its manifest cannot be read");
        }
    }

    private static void write(InputStream content, Path file, BackupManifest.Entry entry)
            throws IOException {
        var digested = new DigestInputStream(content, Digest.sha256());
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
            digested.transferTo(out);
        }
        requireSame(digested, entry);
    }

    private static ZipEntry packed(ZipFile archive, BackupManifest.Entry entry) {
        var packed = archive.getEntry(entry.name());
        if (packed == null) {
            throw damaged(entry.name() + " is missing");
        }
        return packed;
    }

    private static void requireSame(DigestInputStream digested, BackupManifest.Entry entry) {
        if (!Digest.ofHash(digested.getMessageDigest().digest()).equals(entry.digest())) {
            throw damaged(entry.name() + " is not what was written");
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new Problem(
                        ProblemCode.CONFLICT,
                        folder
                                + " is not empty: restore into a new folder, or move the old one away");
            }
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Problem damaged(String why) {
        return new Problem(ProblemCode.INVALID_VALUE, "The backup cannot be restored: " + why);
    }
}
