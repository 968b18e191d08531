package dev.rollcall.server.job;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Prepared;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/**
 * What an enrollment has to do and what it says of it: the hot path of every check-in. Safe for use
 * by many threads.
 */
public final class Runs {

    private final JobOrders orders;
    private final AtomicLong ignored = new AtomicLong();
    private final AtomicLong cut = new AtomicLong();

    public Runs(JobOrders orders) {
        this.orders = orders;
    }

    /** What an enrollment is to be told of its runs. */
    public record Work(List<RunOrder> orders, List<RunId> cancelled) {

        public Work {
            orders = List.copyOf(orders);
            cancelled = List.copyOf(cancelled);
        }
    }

    /**
     * Hands out what is queued, and again what was handed out and not confirmed, urgent first; and
     * names what the agent must not start. The lease runs by the database's clock. Runs are of an
     * enrollment, and their orders are signed for the record that it joined as: where that was
     * merged into another one, what is open goes on as it is, and is neither lost nor run twice.
     *
     * @param mostOrders at once
     * @param mostCancelled at once
     */
    public Work work(
            Handle handle,
            EnrolledDevice to,
            Urgency least,
            int mostOrders,
            int mostCancelled,
            Instant now) {
        var open =
                Prepared.of(
                                handle,
                                """
                                SELECT id, job_id, generation, leaf, device_id, cancel_asked_at
                                FROM job_run
                                WHERE district_id = ? AND enrollment_id = ?
                                    AND device_id = (SELECT e.device_id FROM enrollment e
                                        WHERE e.district_id = ? AND e.id = ?)
                                    AND settled_at IS NULL AND urgency <= ?
                                    AND (state IN ('queued', 'leased') AND cancel_asked_at IS NULL
                                            AND available_at <= ? AND expires_at > ?
                                        OR state IN ('queued', 'leased', 'acknowledged')
                                            AND cancel_asked_at IS NOT NULL)
                                ORDER BY urgency, id FETCH FIRST ? ROWS ONLY
                                """)
                        .set(to.district().value())
                        .set(to.enrollment().value())
                        .set(to.district().value())
                        .set(to.enrollment().value())
                        .set(Jobs.rank(least))
                        .set(now)
                        .set(now)
                        .set(mostOrders + mostCancelled)
                        .list(row ->
                                new Waiting(
                                        new RunId(Columns.uuid(row, "id")),
                                        new JobOrders.Key(
                                                to.district(),
                                                new JobId(Columns.uuid(row, "job_id")),
                                                row.getInt("generation")),
                                        row.getInt("leaf"),
                                        new DeviceId(Columns.uuid(row, "device_id")),
                                        row.getObject("cancel_asked_at") != null));
        var cancelled =
                open.stream()
                        .filter(Waiting::cancelled)
                        .map(Waiting::id)
                        .limit(mostCancelled)
                        .toList();
        var offered = open.stream().filter(run -> !run.cancelled()).limit(mostOrders).toList();
        return new Work(lease(handle, to, offered), cancelled);
    }

    private List<RunOrder> lease(Handle handle, EnrolledDevice to, List<Waiting> offered) {
        if (offered.isEmpty()) {
            return List.of();
        }
        var lease =
                Prepared.of(
                        handle,
                        """
                        UPDATE job_run SET state = 'leased', leased_ever = TRUE,
                            lease_until = CURRENT_TIMESTAMP + INTERVAL '2' MINUTE
                        WHERE district_id = ? AND id = ? AND state IN ('queued', 'leased')
                        """);
        offered.forEach(run -> lease.set(to.district().value()).set(run.id().value()).add());
        lease.updateAll();
        KillPoint.pass("server.lease.before-commit");
        return offered.stream().map(run -> order(handle, to, run)).toList();
    }

    /**
     * The agent's journal was lost with what it had confirmed: handed out again, an agent answers
     * it and does not run it.
     */
    public void forgotten(Handle handle, EnrolledDevice by) {
        handle.createUpdate(
                        """
                        UPDATE job_run SET state = 'queued', lease_until = NULL
                        WHERE district_id = :district AND enrollment_id = :enrollment
                            AND state IN ('acknowledged', 'running')
                        """)
                .bind("district", by.district())
                .bind("enrollment", by.enrollment())
                .execute();
        KillPoint.pass("server.journal-lost.before-commit");
    }

    /**
     * The database is one of an earlier time: what an agent had confirmed by then it may have
     * answered since, and been told that it is recorded. All of it is handed out again, and
     * answered from the journals.
     *
     * @return how many runs
     */
    public static int restored(Handle handle) {
        return handle.execute(
                """
                UPDATE job_run SET state = 'queued', lease_until = NULL
                WHERE state IN ('acknowledged', 'running')
                """);
    }

    /**
     * The agent has these in its journal.
     *
     * @return those that are recorded now or were before; a run of somebody else is not among them
     */
    public List<RunId> acknowledge(
            Handle handle, EnrolledDevice by, List<RunId> runs, Instant now) {
        if (runs.isEmpty()) {
            return List.of();
        }
        var known = known(handle, by, runs);
        var acknowledge =
                Prepared.of(
                        handle,
                        """
                        UPDATE job_run SET state = 'acknowledged', leased_ever = TRUE,
                            lease_until = NULL, acknowledged_at = ?
                        WHERE district_id = ? AND id = ? AND state = ?
                        """);
        var recorded = new ArrayList<RunId>(runs.size());
        for (var run : runs) {
            var standing = known.get(run);
            if (standing == null) {
                ignored.incrementAndGet();
                continue;
            }
            recorded.add(run);
            if (RunMoves.after(standing.state(), new RunEvent.Acknowledged()).isPresent()) {
                acknowledge
                        .set(now)
                        .set(by.district().value())
                        .set(run.value())
                        .set(standing.state().word())
                        .add();
            }
        }
        acknowledge.updateAll();
        KillPoint.pass("server.acknowledge.before-commit");
        return recorded;
    }

    /** The agent says that these have begun and not ended. */
    public void begin(Handle handle, EnrolledDevice by, List<RunId> runs, Instant now) {
        var known = known(handle, by, runs);
        var begin =
                Prepared.of(
                        handle,
                        """
                        UPDATE job_run SET state = 'running', leased_ever = TRUE,
                            lease_until = NULL, acknowledged_at = COALESCE(acknowledged_at, ?)
                        WHERE district_id = ? AND id = ? AND state = ?
                        """);
        for (var run : Set.copyOf(runs)) {
            var standing = known.get(run);
            if (standing == null) {
                ignored.incrementAndGet();
            } else if (RunMoves.after(standing.state(), new RunEvent.Began()).isPresent()) {
                begin.set(now)
                        .set(by.district().value())
                        .set(run.value())
                        .set(standing.state().word())
                        .add();
            }
        }
        begin.updateAll();
        KillPoint.pass("server.running.before-commit");
    }

    /**
     * The agent says how these ended. A first outcome stays; a late one counts and is marked.
     *
     * @return those that are recorded now or were before; a run of somebody else is not among them
     */
    public List<RunId> finish(
            Handle handle, EnrolledDevice by, List<RunOutcome> outcomes, Instant now) {
        if (outcomes.isEmpty()) {
            return List.of();
        }
        var known = known(handle, by, outcomes.stream().map(RunOutcome::run).toList());
        var finish = Prepared.of(handle, OutcomeRow.UPDATE);
        var recorded = new ArrayList<RunId>(outcomes.size());
        for (var outcome : outcomes) {
            var standing = known.get(outcome.run());
            if (standing == null) {
                ignored.incrementAndGet();
                continue;
            }
            recorded.add(outcome.run());
            if (outcome.outputKept() < outcome.outputTotal()) {
                cut.incrementAndGet();
            }
            RunMoves.after(standing.state(), new RunEvent.Reported(outcome.outcome()))
                    .ifPresent(to -> {
                        OutcomeRow.of(outcome, to, standing, now).add(finish, by.district());
                        // a second outcome for the run in the same message finds it settled
                        known.put(outcome.run(), standing.in(to));
                    });
        }
        finish.updateAll();
        KillPoint.pass("server.outcome.before-commit");
        return recorded;
    }

    /** The enrollment has ended: what it had open is void. */
    public int voidFor(Handle handle, DistrictId district, EnrollmentId ended, Instant now) {
        return handle.createUpdate(
                        """
                        UPDATE job_run SET state = 'void', settled_at = :now, lease_until = NULL
                        WHERE district_id = :district AND enrollment_id = :enrollment
                            AND state IN ('queued', 'leased', 'acknowledged', 'running')
                        """)
                .bind("now", now)
                .bind("district", district)
                .bind("enrollment", ended)
                .execute();
    }

    /** Acknowledgements and outcomes for runs that the sender does not have; for metrics. */
    public long ignored() {
        return ignored.get();
    }

    /** Outcomes of runs that printed more than is kept; what is said twice counts twice. */
    public long cut() {
        return cut.get();
    }

    private RunOrder order(Handle handle, EnrolledDevice to, Waiting run) {
        var order = orders.find(handle, run.order());
        return new RunOrder(
                run.device(),
                to.enrollment(),
                run.id(),
                order.document(),
                order.tree().path(run.leaf()));
    }

    /**
     * In one question, however many a device names; joined, since H2 reads a whole district for
     * {@code = ANY}.
     */
    private static Map<RunId, Standing> known(Handle handle, EnrolledDevice of, List<RunId> runs) {
        var known = new HashMap<RunId, Standing>();
        if (!runs.isEmpty()) {
            Prepared.of(
                            handle,
                            """
                            SELECT r.id, r.state, r.deadline, r.available_at
                            FROM UNNEST(CAST(? AS UUID ARRAY)) AS asked (id)
                            JOIN job_run r ON r.district_id = ? AND r.id = asked.id
                            WHERE r.enrollment_id = ?
                            """)
                    .set(runs.stream().map(RunId::value).distinct().toList())
                    .set(of.district().value())
                    .set(of.enrollment().value())
                    .list(row -> Map.entry(new RunId(Columns.uuid(row, "id")), Standing.read(row)))
                    .forEach(run -> known.put(run.getKey(), run.getValue()));
        }
        return known;
    }

    private record Waiting(
            RunId id, JobOrders.Key order, int leaf, DeviceId device, boolean cancelled) {}

    /** Where a run stands when its agent speaks of it. */
    record Standing(RunState state, Instant deadline, Instant availableAt) {

        static Standing read(ResultSet row) throws SQLException {
            return new Standing(
                    RunState.ofWord(row.getString("state")),
                    Columns.instant(row, "deadline"),
                    Columns.instant(row, "available_at"));
        }

        Standing in(RunState other) {
            return new Standing(other, deadline, availableAt);
        }
    }
}
