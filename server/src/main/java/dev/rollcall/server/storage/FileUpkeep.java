package dev.rollcall.server.storage;

import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.SparseChunks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an H2 file from growing by every commit: what lives in sparse chunks is written anew with
 * the next commit, in small steps, so that their space can be used again. H2's own thread for this
 * runs only where commits are not written at once, and moves chunks as well, see decision 5.
 * Belongs to the writer's thread, between two of its transactions.
 */
final class FileUpkeep {

    private static final Logger LOG = LoggerFactory.getLogger(FileUpkeep.class);

    private final DataSource source;
    private long ended = System.nanoTime();
    private Duration took = Duration.ZERO;
    private long written;

    FileUpkeep(DataSource source) {
        this.source = source;
    }

    /** Does a step if one is due; what fails is logged, and the next batch is told by H2. */
    void step() {
        long began = System.nanoTime();
        if (!FileSpace.due(Duration.ofNanos(began - ended), took)) {
            return;
        }
        try (var connection = source.getConnection()) {
            var session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
            rewrite(session.getDatabase().getStore().getMvStore());
        } catch (SQLException | RuntimeException e) {
            // a boundary: the writer must not die of it
            LOG.warn("the database file could not be kept small", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended = System.nanoTime();
        took = Duration.ofNanos(ended - began);
    }

    /**
     * Changes pages in memory only: the next commit writes them and is forced to the disk, and the
     * space they leave is used by commits after that one.
     */
    private void rewrite(MVStore store) throws InterruptedException {
        var space = FileSpace.of(store);
        // opened again, H2 counts from zero
        int bytes = space.toRewrite(Math.min(written, space.written()));
        if (bytes > 0) {
            SparseChunks.rewrite(store, bytes, space.live());
        }
        if (bytes > 0 || space.written() < written) {
            written = space.written();
        }
    }
}
