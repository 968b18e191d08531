package dev.rollcall.server.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.SparseChunks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an H2 file from growing by every commit: what lives in sparse chunks is written anew with
 * the next commit, in small steps, so that their space can be used again. H2's own thread for this
 * runs only where commits are not written at once, and moves chunks as well, see decision 5.
 */
final class FileUpkeep implements Upkeep {

    private static final Logger LOG = LoggerFactory.getLogger(FileUpkeep.class);

    private final DataSource source;
    private RewriteDebt debt = RewriteDebt.OF_ALL;
    private long batch = System.nanoTime();
    private long ended = System.nanoTime();
    private Duration took = Duration.ZERO;
    private boolean settled;

    FileUpkeep(DataSource source) {
        this.source = source;
    }

    /**
     * Makes space for as much as commands wrote, if a step is due; what is written anew becomes
     * durable with the next batch, and only batches after that one use the space it leaves.
     */
    @Override
    public void afterBatch() {
        settled = false;
        batch = System.nanoTime();
        if (FileSpace.due(Duration.ofNanos(batch - ended), took)) {
            step(false);
        }
    }

    /** Makes space for what is owed still. */
    @Override
    public boolean whileIdle() {
        if (settled) {
            return false;
        }
        boolean more = step(true);
        settled |= !more && FileSpace.settled(Duration.ofNanos(System.nanoTime() - batch));
        return more;
    }

    /**
     * What fails is logged, and the next batch is told by H2.
     *
     * @param idle what is written anew is forced to the disk, as nobody's commit is near
     * @return whether something was written anew
     */
    private boolean step(boolean idle) {
        long began = System.nanoTime();
        boolean rewritten = false;
        try (var connection = source.getConnection()) {
            var session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
            var store = session.getDatabase().getStore().getMvStore();
            var space = FileSpace.of(store);
            debt = debt.at(space);
            int bytes = idle ? space.toRewriteAtLeisure(debt) : space.toRewrite(debt);
            rewritten = bytes > 0 && SparseChunks.rewrite(store, bytes, space.live());
            if (rewritten && idle) {
                force(connection);
                debt = debt.paid(FileSpace.of(store));
            } else if (rewritten) {
                debt = debt.promised(bytes);
            }
        } catch (SQLException | RuntimeException e) {
            // a boundary: the writer must not die of it
            LOG.warn("the database file could not be kept small", e);
            settled = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended = System.nanoTime();
        took = Duration.ofNanos(ended - began);
        return rewritten;
    }

    private static void force(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    }
}
