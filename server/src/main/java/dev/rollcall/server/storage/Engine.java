package dev.rollcall.server.storage;

import com.zaxxer.hikari.HikariConfig;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/** What differs between the two databases. */
enum Engine {
    H2,
    POSTGRESQL;

    static Engine of(StorageConfig config) {
        return switch (config) {
            case StorageConfig.H2File h2 -> H2;
            case StorageConfig.PostgreSql postgres -> POSTGRESQL;
        };
    }

    /** H2: the database, its store or the connection is closed. */
    private static final Set<Integer> CLOSED = Set.of(90_007, 90_030, 90_067, 90_098, 90_121);

    /**
     * Whether a failure means that the database closed itself under its connections, as an embedded
     * H2 does when the disk has no byte left: the next connection opens it again, with all that was
     * committed.
     */
    static boolean closedItself(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql && CLOSED.contains(sql.getErrorCode())) {
                return true;
            }
        }
        return false;
    }

    /** Makes what was committed survive a power cut; PostgreSQL's commit does so itself. */
    boolean syncsItself() {
        return this == POSTGRESQL;
    }

    /** PostgreSQL's own vacuum needs no help. */
    Upkeep upkeep(DataSource source) {
        return switch (this) {
            case H2 -> new FileUpkeep(source);
            case POSTGRESQL -> Upkeep.NONE;
        };
    }

    static HikariConfig pool(StorageConfig config, int connections) {
        var pool = new HikariConfig();
        switch (config) {
            case StorageConfig.H2File h2 -> {
                // WRITE_DELAY=0 writes at commit; DB_CLOSE_ON_EXIT=FALSE leaves closing to us, in
                // order; MAX_COMPACT_TIME=0 moves nothing in the file while it closes, see decision
                // 5; RETENTION_TIME=1000 uses the space of what is superseded again after a second
                // and not after 45; TRACE_LEVEL_FILE=4 says in our log what H2 would say in a file;
                // retry: opens the file again that Java closes when a thread is interrupted while
                // it reads
                pool.setJdbcUrl(
                        "jdbc:h2:retry:"
                                + h2.file().toAbsolutePath()
                                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000"
                                + ";CACHE_SIZE=65536;QUERY_CACHE_SIZE=256;MAX_COMPACT_TIME=0"
                                + ";TRACE_LEVEL_FILE=4;RETENTION_TIME=1000");
                pool.setUsername("rollcall");
                pool.setPassword("");
            }
            case StorageConfig.PostgreSql postgres -> {
                pool.setJdbcUrl(postgres.url());
                pool.setUsername(postgres.user());
                postgres.password().ifPresent(p -> pool.setPassword(p.revealText()));
                // what a commit promises must not hang on how the server is configured
                pool.setConnectionInitSql("SET synchronous_commit = on");
            }
        }
        pool.setMaximumPoolSize(connections);
        pool.setMinimumIdle(1);
        pool.setPoolName("rollcall");
        return pool;
    }
}
