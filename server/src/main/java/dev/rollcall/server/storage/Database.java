package dev.rollcall.server.storage;

import com.zaxxer.hikari.HikariDataSource;
import dev.rollcall.server.storage.Writer.Turn;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * The one database of a server. Safe for use by many threads; a function given to it owns its
 * connection while it runs and must not call back into the database.
 */
public final class Database implements AutoCloseable {

    private static final int CONNECTIONS = 12;

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final Writer writer;
    private final Engine engine;

    private Database(HikariDataSource pool, Engine engine, CommitListener listener) {
        this.pool = pool;
        this.engine = engine;
        this.jdbi = Columns.register(Jdbi.create(pool));
        this.writer = new Writer(jdbi, engine, listener, this::failed, engine.upkeep(pool));
    }

    /** Opens it without migrating; what cannot be reached is a {@link StorageException} at once. */
    public static Database open(StorageConfig config) {
        return open(config, (commands, took) -> {});
    }

    /** Like {@link #open(StorageConfig)}, with somebody who hears of every commit. */
    public static Database open(StorageConfig config, CommitListener listener) {
        try {
            return new Database(
                    new HikariDataSource(Engine.pool(config, CONNECTIONS)),
                    Engine.of(config),
                    listener);
        } catch (RuntimeException e) {
            throw new StorageException("open the database", e);
        }
    }

    /** Runs questions in one read-only transaction that sees one state. */
    public <T> T read(Function<Handle, T> questions) {
        try (var handle = jdbi.open()) {
            handle.setReadOnly(true);
            return handle.inTransaction(snapshotIsolation(), questions::apply);
        } catch (JdbiException e) {
            failed(e);
            throw new StorageException("read", e);
        }
    }

    /** Connections to a database that closed itself are of no use: new ones open it again. */
    private void failed(Throwable why) {
        if (Engine.closedItself(why)) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
    }

    /**
     * Runs a command in the writer's turn, ahead of what is {@linkplain #submit queued}, and
     * returns when it is durable; what it throws is thrown here.
     */
    public <T> T write(Function<Handle, T> command) {
        return durable(writer.submit(Turn.PEOPLE, command));
    }

    /** Like {@link #write} in the turn of what is {@linkplain #submit queued}. */
    public <T> T queued(Function<Handle, T> command) {
        return durable(submit(command));
    }

    private static <T> T durable(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                cause.addSuppressed(new CallSite());
                throw cause;
            }
            throw new StorageException("write", e);
        }
    }

    /** Like {@link #write} for a command without an answer. */
    public void change(Consumer<Handle> command) {
        write(handle -> {
            command.accept(handle);
            return true;
        });
    }

    /**
     * Queues a command for the writer. The future completes when the command's effects are durable,
     * or with what it threw; then none of its effects stay. What is queued runs in the order it was
     * queued.
     */
    public <T> CompletableFuture<T> submit(Function<Handle, T> command) {
        return writer.submit(Turn.DEVICES, command);
    }

    /** Hears from now on which devices commands changed; the last one who asked. */
    public void listenForDevices(TouchedDevices.Listener listener) {
        jdbi.getConfig(TouchedDevices.class).listen(listener);
    }

    /** How the writer does; for health and metrics. */
    public WriterState writer() {
        return writer.state();
    }

    /** For migrations and backup only. */
    DataSource source() {
        return pool;
    }

    Engine engine() {
        return engine;
    }

    /** Finishes what was queued, then closes; again does nothing. */
    @Override
    public void close() {
        if (pool.isClosed()) {
            return;
        }
        writer.close();
        // the last connection closes an embedded H2 in order
        pool.close();
    }

    private TransactionIsolationLevel snapshotIsolation() {
        return switch (engine) {
            case H2 -> TransactionIsolationLevel.READ_COMMITTED;
            case POSTGRESQL -> TransactionIsolationLevel.REPEATABLE_READ;
        };
    }

    /** Marks where a failed write was asked for, since it failed on the writer's thread. */
    private static final class CallSite extends RuntimeException {
        CallSite() {
            super("asked for here");
        }
    }
}
