package dev.rollcall.server.job;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
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

    /** Takes steps, each a command of its own so that others come between, while they are full. */
    public void catchUp(Database database, Instant now) {
        int moved = step;
        while (moved >= step) {
            moved = database.write(h -> step(h, now));
        }
    }

    /** Takes one step. @return how many runs moved; a full step means there may be more */
    int step(Handle handle, Instant now) {
        return lapse(handle) + expire(handle, now);
    }

    private int lapse(Handle handle) {
        var lapsed =
                handle.createQuery(
                                """
                                SELECT district_id, id FROM job_run
                                WHERE state = 'leased' AND lease_until < CURRENT_TIMESTAMP
                                FETCH FIRST :most ROWS ONLY
                                """)
                        .bind("most", step)
                        .map((row, c) -> Overdue.read(row))
                        .list();
        if (lapsed.isEmpty()) {
            return 0;
        }
        var batch =
                handle.prepareBatch(
                        """
                        UPDATE job_run SET state = 'queued', lease_until = NULL
                        WHERE district_id = :district AND id = :id AND state = 'leased'
                        """);
        lapsed.forEach(run -> batch.bind("district", run.district()).bind("id", run.id()).add());
        batch.execute();
        return lapsed.size();
    }

    private int expire(Handle handle, Instant now) {
        var overdue =
                handle.createQuery(
                                """
                                SELECT district_id, id FROM job_run
                                WHERE state IN ('queued', 'leased', 'acknowledged') AND expires_at <= :now
                                    AND (leased_ever = FALSE OR expires_at <= :withSkew)
                                FETCH FIRST :most ROWS ONLY
                                """)
                        .bind("now", now)
                        .bind("withSkew", now.minus(SKEW))
                        .bind("most", step)
                        .map((row, c) -> Overdue.read(row))
                        .list();
        if (overdue.isEmpty()) {
            return 0;
        }
        var batch =
                handle.prepareBatch(
                        """
                        UPDATE job_run SET state = 'expired', lease_until = NULL, settled_at = :now
                        WHERE district_id = :district AND id = :id
                            AND state IN ('queued', 'leased', 'acknowledged')
                        """);
        overdue.forEach(run ->
                batch.bind("now", now).bind("district", run.district()).bind("id", run.id()).add());
        batch.execute();
        return overdue.size();
    }

    private record Overdue(DistrictId district, RunId id) {

        static Overdue read(ResultSet row) throws SQLException {
            return new Overdue(
                    new DistrictId(Columns.uuid(row, "district_id")),
                    new RunId(Columns.uuid(row, "id")));
        }
    }
}
