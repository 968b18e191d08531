package dev.rollcall.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Installation;
import dev.rollcall.server.storage.Migrations;
import dev.rollcall.server.storage.StorageConfig;
import dev.rollcall.server.storage.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {

    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));

    @TempDir private Path folder;
    private Path data;
    private Path file;

    @BeforeEach
    void makeDataFolder() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        file = folder.resolve("backup.zip");
        Files.createDirectory(data.resolve("keys"));
        Files.writeString(data.resolve("keys").resolve("sealing.pem"), "encrypted");
        Files.writeString(data.resolve("rollcall.trace.db"), "a trace is no data");
    }

    private Database open(Path where) {
        var database = Database.open(new StorageConfig.H2File(where.resolve("rollcall")));
        Migrations.run(database);
        return database;
    }

    private static Backups backups(Database database, Path data) {
        return new Backups(database, data, "rollcall.mv.db", "0.1.0", CLOCK, _ -> List.of());
    }

    @Test
    void whatWasDurableBeforeABackupUnderLoadIsInIt() throws Exception {
        try (var database = open(data)) {
            database.change(h -> Installation.begin(h, Instant.EPOCH));
            database.change(
                    h -> h.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, text VARCHAR)"));
            var durable = new AtomicInteger();
            var stop = new AtomicBoolean();
            var load = CompletableFuture.runAsync(() -> load(database, durable, stop));
            while (durable.get() < 2000) {
                Thread.onSpinWait();
            }

            int before = durable.get();
            try (var out = Files.newOutputStream(file)) {
                backups(database, data).write(out);
            }
            stop.set(true);
            load.join();

            var restored =
                    new Restore(CLOCK, (h, epoch, now) -> {}).restore(file, folder.resolve("new"));
            assertThat(restored.manifest().epoch()).isEqualTo(1);
            assertThat(restored.epoch()).isEqualTo(2);
            assertThat(ids(folder.resolve("new")))
                    .startsWith(1)
                    .hasSizeGreaterThanOrEqualTo(before)
                    .satisfies(ids -> assertThat(ids.getLast()).isEqualTo(ids.size()));
        }
    }

    private static void load(Database database, AtomicInteger durable, AtomicBoolean stop) {
        while (!stop.get()) {
            var batch = new ArrayList<CompletableFuture<?>>();
            for (int i = 1; i <= 200; i++) {
                int id = durable.get() + i;
                batch.add(
                        database.submit(h ->
                                h.execute(
                                        "INSERT INTO things VALUES (?, ?)", id, "x".repeat(200))));
            }
            batch.forEach(CompletableFuture::join);
            durable.addAndGet(200);
        }
    }

    private java.util.List<Integer> ids(Path where) {
        try (var database = open(where)) {
            return database.read(h ->
                    h.createQuery("SELECT id FROM things ORDER BY id").mapTo(Integer.class).list());
        }
    }

    @Test
    void keyFilesComeAlongReadableByTheOwnerOnly() throws IOException {
        write();

        new Restore(CLOCK, (h, epoch, now) -> {}).restore(file, folder.resolve("new"));

        var key = folder.resolve("new").resolve("keys").resolve("sealing.pem");
        assertThat(key).hasContent("encrypted");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("new").resolve("rollcall.trace.db")).doesNotExist();
        assertThat(folder.resolve("new.restoring")).doesNotExist();
    }

    @Test
    void aFolderThatIsInUseIsLeftAlone() throws IOException {
        write();

        assertThatThrownBy(() -> new Restore(CLOCK, (h, epoch, now) -> {}).restore(file, data))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("not empty");
        assertThat(data.resolve("rollcall.mv.db")).exists();
    }

    @Test
    void aTruncatedOrChangedBackupIsRefusedAndLeavesNothing() throws IOException {
        write();
        var bytes = Files.readAllBytes(file);
        var target = folder.resolve("new");
        for (int length : new int[] {0, 100, bytes.length / 2, bytes.length - 1}) {
            Files.write(file, java.util.Arrays.copyOf(bytes, length));
            assertThatThrownBy(
                            () -> new Restore(CLOCK, (h, epoch, now) -> {}).restore(file, target))
                    .isInstanceOfAny(Problem.class, IOException.class);
        }
        var changed = bytes.clone();
        changed[bytes.length / 3] ^= 1;
        Files.write(file, changed);
        assertThatThrownBy(() -> new Restore(CLOCK, (h, epoch, now) -> {}).restore(file, target))
                .isInstanceOfAny(Problem.class, IOException.class);

        assertThat(target).doesNotExist();
        assertThat(folder.resolve("new.restoring")).doesNotExist();
    }

    @Test
    void postgresqlIsBackedUpByItsOwnTools() {
        try (var fresh = TestDatabase.POSTGRESQL.fresh()) {
            assertThatThrownBy(() ->
                            backups(fresh.database(), data).write(new ByteArrayOutputStream()))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("pg_dump");
        }
    }

    @Test
    void aDatabaseRestoredByOtherToolsGetsANewEpochToo() {
        try (var fresh = TestDatabase.POSTGRESQL.fresh()) {
            fresh.database().change(h -> Installation.begin(h, Instant.EPOCH));

            assertThat(new Restore(CLOCK, (h, epoch, now) -> {}).raise(fresh.config()))
                    .isEqualTo(2);
        }
    }

    private void write() throws IOException {
        try (var database = open(data);
                var out = Files.newOutputStream(file)) {
            database.change(h -> Installation.begin(h, Instant.EPOCH));
            backups(database, data).write(out);
        }
    }
}
