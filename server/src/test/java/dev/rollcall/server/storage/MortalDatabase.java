package dev.rollcall.server.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/**
 * A program that writes the same rows again and again, each change in a command of its own, and
 * says of each that it was answered, until it is killed: {@code FILE RETENTION FROM...}, the last
 * change of each of its authors. Readers see whole changes meanwhile, or say that they do not.
 */
final class MortalDatabase {

    static final int AUTHORS = 4;
    static final String ANSWERED = "answered ";
    static final String BROKEN = "broken ";

    private static final int ROWS = 200;
    private static final int LONGEST = 16_000;
    private static final int CYCLE_MILLIS = 1_500;
    private static final int RESTING_MILLIS = 500;

    private MortalDatabase() {}

    public static void main(String[] args) {
        var database = Database.open(new StorageConfig.H2File(Path.of(args[0])));
        database.change(h -> h.execute("SET RETENTION_TIME " + Integer.parseInt(args[1])));
        for (int i = 0; i < AUTHORS; i++) {
            int author = i;
            long from = Long.parseLong(args[2 + author]);
            Thread.ofPlatform().start(() -> write(database, author, from));
        }
        Thread.ofPlatform().start(() -> read(database));
    }

    static void create(Database database) {
        database.change(h ->
                h.execute(
                        """
                        CREATE TABLE things (
                            author INTEGER NOT NULL,
                            place INTEGER NOT NULL,
                            change BIGINT NOT NULL,
                            body CHARACTER VARYING NOT NULL,
                            PRIMARY KEY (author, place))
                        """));
    }

    private static void write(Database database, int author, long from) {
        for (long change = from + 1; ; change++) {
            long number = change;
            rest();
            database.queued(h -> write(h, author, number));
            System.out.println(ANSWERED + author + " " + change);
        }
    }

    /** Everybody at once, so that the writer is idle for a while. */
    private static void rest() {
        while (System.currentTimeMillis() % CYCLE_MILLIS < RESTING_MILLIS) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private static boolean write(Handle handle, int author, long change) {
        handle.execute(
                "MERGE INTO things (author, place, change, body) VALUES (?, ?, ?, ?)",
                author,
                change % ROWS,
                change,
                text(change));
        return true;
    }

    private static void read(Database database) {
        while (true) {
            try {
                IntStream.range(0, AUTHORS).forEach(author -> latest(database, author));
            } catch (RuntimeException | Error e) {
                System.out.println(BROKEN + e);
            }
        }
    }

    /**
     * The last change of an author.
     *
     * @throws IllegalStateException if the rows are not as that change left them
     */
    static long latest(Database database, int author) {
        return database.read(h -> {
            var rows =
                    h.createQuery("SELECT place, change, body FROM things WHERE author = ?")
                            .bind(0, author)
                            .map((row, context) ->
                                    new Row(
                                            row.getInt("place"),
                                            row.getLong("change"),
                                            row.getString("body")))
                            .list();
            long latest = rows.stream().mapToLong(Row::change).max().orElse(0);
            if (rows.size() != Math.min(latest, ROWS)) {
                throw new IllegalStateException(rows.size() + " rows after " + latest);
            }
            rows.forEach(row -> row.check(latest));
            return latest;
        });
    }

    /** Random, but always the same for a change. */
    private static String text(long change) {
        var random = new Random(change);
        return random.ints(random.nextInt(LONGEST), 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private record Row(int place, long change, String body) {

        void check(long latest) {
            long expected = latest - Math.floorMod(latest - place, (long) ROWS);
            if (change != expected || !body.equals(text(change))) {
                throw new IllegalStateException(
                        "row %d has change %d after %d".formatted(place, change, latest));
            }
        }
    }
}
