package dev.rollcall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

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

    @Test
    void theFileStaysNearTheSizeOfWhatLivesInIt() throws Exception {
        var random = new Random(1);
        long largest = 0;
        try (var database = Database.open(new StorageConfig.H2File(folder.resolve("rollcall")))) {
            database.change(h -> h.execute("SET RETENTION_TIME 100"));
            database.change(h ->
                    h.execute(
                            "CREATE TABLE things (id INTEGER PRIMARY KEY, body CHARACTER VARYING)"));
            for (int from = 0; from < ROWS; from += CHANGES) {
                var ids = IntStream.range(from, from + CHANGES).toArray();
                database.change(h -> {
                    for (int id : ids) {
                        h.execute("INSERT INTO things (id, body) VALUES (?, ?)", id, body(id));
                    }
                });
            }
            for (int commit = 0; commit < COMMITS; commit++) {
                var ids = random.ints(CHANGES, 0, ROWS).toArray();
                database.change(h -> {
                    for (int id : ids) {
                        h.execute("UPDATE things SET body = ? WHERE id = ?", body(id), id);
                    }
                });
                Thread.sleep(Duration.ofMillis(5));
                largest = Math.max(largest, Files.size(folder.resolve("rollcall.mv.db")));
            }
        }
        assertThat(largest).isLessThan(3 * LIVE);
    }

    private static String body(int id) {
        var random = new Random(id);
        return IntStream.range(0, LENGTH)
                .mapToObj(_ -> String.valueOf((char) ('a' + random.nextInt(26))))
                .collect(Collectors.joining());
    }
}
