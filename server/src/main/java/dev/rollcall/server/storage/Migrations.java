package dev.rollcall.server.storage;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the database's tables to this version's shape; each room has its own numbered files. */
public final class Migrations {

    private Migrations() {}

    /** Whether an earlier run, of this version or another, has made tables. */
    public static boolean haveRun(Database database) {
        try {
            return Flyway.configure()
                            .dataSource(database.source())
                            .locations("classpath:db/migration")
                            .load()
                            .info()
                            .current()
                    != null;
        } catch (FlywayException e) {
            throw new StorageException("look at the database", e);
        }
    }

    /**
     * Migrates; again changes nothing. A database made by a newer version is a {@link
     * StorageException}. Rooms number their files by themselves, so a new one may come before those
     * that have run.
     */
    public static void run(Database database) {
        try {
            Flyway.configure()
                    .dataSource(database.source())
                    .locations("classpath:db/migration")
                    .ignoreMigrationPatterns("*:missing")
                    // a room's new file has a number of its room, below those of other rooms
                    .outOfOrder(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StorageException("migrate the database", e);
        }
    }
}
