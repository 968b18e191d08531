package dev.rollcall.server.job;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Queues lapsed leases again and expires what nobody answered: looks at what is, takes bounded
 * steps while there is more, and is called again.
 */
public final class RunExpiry {

    /** How far an agent's idea of the time may be behind ours. */
    public static final Duration SKEW = Duration.ofMinutes(10);

    private static final int STEP = 1000;

    private final int step;

    public RunExpiry() {
        this(STEP);
    }

    /**
     * @param step runs that are moved at a time
     */
    RunExpiry(int step) {
        this.step = step;
    }

    /**
     * Takes steps while they are full. Each is found beside the writer, since it may mean reading
     * every open run, and made by a command of its own, so that others come between.
     */
    public void catchUp(Database database, Instant now) {
        int found = step;
        while (found >= step) {
            found = step(database, now);
        }
    }

    /** Takes one step. @return how many runs it found; a full step means there may be more */
    int step(Database database, Instant now) {
        var lapsed = database.read(this::lapsed);
        var overdue = database.read(h -> overdue(h, now));
        if (!lapsed.isEmpty() || !overdue.isEmpty()) {
            database.change(h -> {
                queueAgain(h, lapsed);
                expire(h, overdue, now);
                KillPoint.pass("server.run-expiry.before-commit");
            });
        }
        return lapsed.size() + overdue.size();
    }

    private List<Found> lapsed(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT district_id, id FROM job_run
                        WHERE settled_at IS NULL AND state = 'leased'
                            AND lease_until < CURRENT_TIMESTAMP
                        FETCH FIRST :most ROWS ONLY
                        """)
                .bind("most", step)
                .map((row, c) -> Found.read(row))
                .list();
    }

    private List<Found> overdue(Handle handle, Instant now) {
        return handle.createQuery(
                        """
                        SELECT district_id, id FROM job_run
                        WHERE settled_at IS NULL
                            AND state IN ('queued', 'leased', 'acknowledged', 'running')
                            AND expires_at <= :now
                            AND (leased_ever = FALSE OR expires_at <= :withSkew)
                        FETCH FIRST :most ROWS ONLY
                        """)
                .bind("now", now)
                .bind("withSkew", now.minus(SKEW))
                .bind("most", step)
                .map((row, c) -> Found.read(row))
                .list();
    }

    /** What was leased again since it was found stays so. */
    private static void queueAgain(Handle handle, List<Found> lapsed) {
        var batch =
                handle.prepareBatch(
                        """
                        UPDATE job_run SET state = 'queued', lease_until = NULL
                        WHERE district_id = :district AND id = :id AND state = 'leased'
                            AND lease_until < CURRENT_TIMESTAMP
                        """);
        lapsed.forEach(run -> batch.bind("district", run.district()).bind("id", run.id()).add());
        batch.execute();
    }

    /** What was leased since it was found may be answered yet. */
    private static void expire(Handle handle, List<Found> overdue, Instant now) {
        var batch =
                handle.prepareBatch(
                        """
                        UPDATE job_run SET state = 'expired', lease_until = NULL, settled_at = :now
                        WHERE district_id = :district AND id = :id
                            AND state IN ('queued', 'leased', 'acknowledged', 'running')
                            AND (leased_ever = FALSE OR expires_at <= :withSkew)
                        """);
        overdue.forEach(run ->
                batch.bind("now", now)
                        .bind("withSkew", now.minus(SKEW))
                        .bind("district", run.district())
                        .bind("id", run.id())
                        .add());
        batch.execute();
    }

    private record Found(DistrictId district, RunId id) {

        static Found read(ResultSet row) throws SQLException {
            return new Found(
                    new DistrictId(Columns.uuid(row, "district_id")),
                    new RunId(Columns.uuid(row, "id")));
        }
    }
}
