package dev.rollcall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileUpkeepTest {

    private static final int ROWS = 1_500;
    private static final int LENGTH = 4_000;

    /** What lives, with what H2 needs to find it. */
    private static final long LIVE = ROWS * LENGTH * 5L / 4;

    /** Each of them changes rows in so many places that it leaves many chunks a little sparser. */
    private static final int COMMITS = 350;

    private static final int CHANGES = 20;

    @TempDir private Path folder;

    private final Random random = new Random(1);

    @Test
    void theFileStaysNearTheSizeOfWhatLivesInIt() throws Exception {
        long largest = 0;
        try (var database = Database.open(new StorageConfig.H2File(folder.resolve("rollcall")))) {
            fill(database);
            for (int commit = 0; commit < COMMITS; commit++) {
                change(database);
                Thread.sleep(Duration.ofMillis(5));
                largest = Math.max(largest, Files.size(folder.resolve("rollcall.mv.db")));
            }
        }
        assertThat(largest).isLessThan(3 * LIVE);
    }

    @Test
    void anIdleWriterMakesTheSpaceThatABusyOneCouldNot() {
        try (var database = Database.open(new StorageConfig.H2File(folder.resolve("rollcall")))) {
            fill(database);
            for (int commit = 0; commit < COMMITS; commit++) {
                change(database);
            }
            await().untilAsserted(() -> assertThat(live(database)).isGreaterThanOrEqualTo(70));
            long written = written(database);
            await().during(Duration.ofSeconds(1)).until(() -> written(database) == written);
        }
    }

    private static void fill(Database database) {
        database.change(h -> h.execute("SET RETENTION_TIME 100"));
        database.change(h ->
                h.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, body CHARACTER VARYING)"));
        for (int from = 0; from < ROWS; from += CHANGES) {
            var ids = IntStream.range(from, from + CHANGES).toArray();
            database.change(h -> {
                for (int id : ids) {
                    h.execute("INSERT INTO things (id, body) VALUES (?, ?)", id, body(id));
                }
            });
        }
    }

    private void change(Database database) {
        var ids = random.ints(CHANGES, 0, ROWS).toArray();
        database.change(h -> {
            for (int id : ids) {
                h.execute("UPDATE things SET body = ? WHERE id = ?", body(id), id);
            }
        });
    }

    private static long live(Database database) {
        return setting(database, "info.CHUNKS_FILL_RATE_RW");
    }

    private static long written(Database database) {
        return setting(database, "info.FILE_WRITE_BYTES");
    }

    private static long setting(Database database, String name) {
        return database.read(h ->
                h.createQuery(
                                "SELECT setting_value FROM information_schema.settings WHERE setting_name = ?")
                        .bind(0, name)
                        .mapTo(Long.class)
                        .one());
    }

    private static String body(int id) {
        var random = new Random(id);
        return IntStream.range(0, LENGTH)
                .mapToObj(_ -> String.valueOf((char) ('a' + random.nextInt(26))))
                .collect(Collectors.joining());
    }
}
