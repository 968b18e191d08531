package dev.rollcall.server.storage;

import java.time.Instant;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * The rows of a table that hold from {@code valid_from} until {@code valid_to}, which is NULL while
 * they hold. Immutable.
 */
public final class Validity {

    private final String forget;
    private final String end;

    private Validity(String table, String current) {
        this.forget = "DELETE FROM " + table + " WHERE " + current + " AND valid_from >= ?";
        this.end = "UPDATE " + table + " SET valid_to = ? WHERE " + current;
    }

    /**
     * @param key columns by which rows are ended
     */
    public static Validity of(String table, String... key) {
        return new Validity(
                table,
                Stream.concat(
                                Stream.of(key).map(column -> column + " = ?"),
                                Stream.of("valid_to IS NULL"))
                        .collect(Collectors.joining(" AND ")));
    }

    /**
     * Ends what holds. What began in this very microsecond never was, and leaves no trace; so does
     * what began later, the clock having been set back.
     *
     * @param key sets the values of the key's columns, in their order
     * @return whether something held
     */
    public boolean end(Handle handle, Instant now, UnaryOperator<Prepared> key) {
        int forgotten = key.apply(Prepared.of(handle, forget)).set(now).update();
        int ended = key.apply(Prepared.of(handle, end).set(now)).update();
        return forgotten + ended > 0;
    }
}
