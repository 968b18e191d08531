package dev.rollcall.server.storage;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A statement straight on the connection, for what every check-in runs: there, finding values by
 * name takes as long as the database takes. Values are set in the order of their question marks.
 * What ends it ({@link #update}, {@link #updateAll}, {@link #list}) also closes it; what the
 * database refuses is a {@link StorageException}. For one thread.
 */
public final class Prepared {

    private final PreparedStatement statement;
    private int position;
    private int rows;

    private Prepared(PreparedStatement statement) {
        this.statement = statement;
    }

    /** Reads one row. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private interface Step<T> {
        T take() throws SQLException;
    }

    /** A statement of the handle's transaction. */
    public static Prepared of(Handle handle, String sql) {
        try {
            return new Prepared(handle.getConnection().prepareStatement(sql));
        } catch (SQLException e) {
            throw new StorageException("prepare a statement", e);
        }
    }

    public Prepared set(UUID value) {
        return setting(() -> statement.setObject(++position, value));
    }

    /** For {@code = ANY(?)}. */
    public Prepared set(List<UUID> values) {
        return setting(() -> {
            var array = statement.getConnection().createArrayOf("uuid", values.toArray());
            statement.setArray(++position, array);
        });
    }

    public Prepared set(Instant value) {
        return setting(() -> statement.setObject(++position, Columns.offset(value)));
    }

    /** A time or NULL. */
    public Prepared set(Optional<Instant> value) {
        return value.isPresent()
                ? set(value.get())
                : setting(() -> statement.setNull(++position, Types.TIMESTAMP_WITH_TIMEZONE));
    }

    /** A text, or NULL for null. */
    public Prepared set(@Nullable String value) {
        return setting(() -> statement.setString(++position, value));
    }

    public Prepared set(byte @Nullable [] value) {
        return setting(() -> statement.setBytes(++position, value));
    }

    public Prepared set(int value) {
        return setting(() -> statement.setInt(++position, value));
    }

    /** A number, or NULL for null. */
    public Prepared set(@Nullable Integer value) {
        return value == null
                ? setting(() -> statement.setNull(++position, Types.INTEGER))
                : set(value.intValue());
    }

    public Prepared set(long value) {
        return setting(() -> statement.setLong(++position, value));
    }

    public Prepared set(boolean value) {
        return setting(() -> statement.setBoolean(++position, value));
    }

    /** Ends the values of one row of several: the next ones are another row's. */
    public Prepared add() {
        position = 0;
        rows++;
        return setting(statement::addBatch);
    }

    /** How many rows were added. */
    public int rows() {
        return rows;
    }

    /** Runs it. @return how many rows it changed */
    public int update() {
        return ending(statement::executeUpdate);
    }

    /** Runs it for each row that was added. */
    public void updateAll() {
        var _ = ending(() -> rows == 0 ? new int[0] : statement.executeBatch());
    }

    /** Asks, and reads every row. */
    public <T> List<T> list(Row<T> row) {
        return ending(() -> {
            var found = new ArrayList<T>();
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    found.add(row.read(result));
                }
            }
            return found;
        });
    }

    /** Asks for at most one row. */
    public <T> Optional<T> first(Row<T> row) {
        return list(row).stream().findFirst();
    }

    private interface Setting {
        void take() throws SQLException;
    }

    private Prepared setting(Setting step) {
        try {
            step.take();
            return this;
        } catch (SQLException e) {
            throw closing(new StorageException("set a statement's value", e));
        }
    }

    private <T> T ending(Step<T> step) {
        try (statement) {
            return step.take();
        } catch (SQLException e) {
            throw new StorageException("run a statement", e);
        }
    }

    private StorageException closing(StorageException why) {
        try {
            statement.close();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
        return why;
    }
}
