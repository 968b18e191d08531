package dev.rollcall.server.job;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * The questions about a job's runs. A run is shown with the record that its enrollment is of now,
 * which is another one than its order names where records were merged.
 */
public final class RunList {

    private static final String COLUMNS =
            """
            SELECT id, enrollment_id, unit_id, generation, leaf, state, superseded,
                cancel_asked_at, outcome, exit_code, message, took_ms, late, deadline, acknowledged_at,
                ended_at, received_at, output_total, output_kept,
                (SELECT e.record_id FROM enrollment e WHERE e.district_id = job_run.district_id
                    AND e.id = job_run.enrollment_id) AS record_id,
                (SELECT d.hostname FROM enrollment e JOIN device d
                    ON d.district_id = e.district_id AND d.id = e.record_id
                    WHERE e.district_id = job_run.district_id
                        AND e.id = job_run.enrollment_id) AS hostname
            FROM job_run
            """;

    private static final int MESSAGES = 2000;

    private RunList() {}

    /** Where a page of runs begins: after this one. */
    public record After(int generation, int leaf) {

        public static final After START = new After(0, -1);

        private static final Pattern FORM = Pattern.compile("([0-9]{1,9})-([0-9]{1,9})");

        /** Reads what {@link #toString} wrote. */
        public static After parse(String text) {
            var form = FORM.matcher(text);
            if (!form.matches()) {
                throw new IllegalArgumentException("not a place in a list of runs");
            }
            return new After(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
        }

        @Override
        public String toString() {
            return generation + "-" + leaf;
        }
    }

    /** Of one device in these units, oldest generation first. */
    public static List<RunView> of(
            Handle handle, Job job, DeviceId device, Collection<UnitId> units, Instant now) {
        return handle.createQuery(
                        COLUMNS
                                + """
                                WHERE district_id = :district AND job_id = :job
                                    AND enrollment_id IN (SELECT e.id FROM enrollment e
                                        WHERE e.district_id = :district
                                            AND e.record_id = :device)
                                    AND unit_id = ANY(:units)
                                ORDER BY generation, leaf
                                """)
                .registerArrayType(UUID.class, "uuid")
                .bind("district", job.district())
                .bind("job", job.id())
                .bind("device", device)
                .bindArray("units", UUID.class, units.stream().map(UnitId::value).toList())
                .map((row, c) -> read(row, now))
                .list();
    }

    /** Runs in these units, oldest generation first. */
    public static List<RunView> page(
            Handle handle,
            DistrictId district,
            JobId job,
            Collection<UnitId> units,
            After after,
            int limit,
            Instant now) {
        return handle.createQuery(
                        COLUMNS
                                + """
                                WHERE district_id = :district AND job_id = :job AND unit_id = ANY(:units)
                                    AND (generation > :generation OR generation = :generation AND leaf > :leaf)
                                ORDER BY generation, leaf FETCH FIRST :limit ROWS ONLY
                                """)
                .registerArrayType(UUID.class, "uuid")
                .bind("district", district)
                .bind("job", job)
                .bindArray("units", UUID.class, units.stream().map(UnitId::value).toList())
                .bind("generation", after.generation())
                .bind("leaf", after.leaf())
                .bind("limit", limit)
                .map((row, c) -> read(row, now))
                .list();
    }

    public static Optional<RunView> find(Handle handle, Job job, RunId run, Instant now) {
        return handle.createQuery(
                        COLUMNS + "WHERE district_id = :district AND id = :run AND job_id = :job")
                .bind("district", job.district())
                .bind("run", run)
                .bind("job", job.id())
                .map((row, c) -> read(row, now))
                .findOne();
    }

    /** Counts first, failures grouped by the same message, of runs in these units. */
    public static JobSummary summary(
            Handle handle, DistrictId district, JobId job, Collection<UnitId> units, Instant now) {
        var inUnits = units.stream().map(UnitId::value).toList();
        var counts =
                handle.createQuery(
                                """
                                SELECT state, outcome, late, overdue, COUNT(*) AS runs
                                FROM (SELECT state, outcome, late,
                                        CASE WHEN deadline < :now THEN TRUE ELSE FALSE END AS overdue
                                    FROM job_run
                                    WHERE district_id = :district AND job_id = :job AND superseded = FALSE
                                        AND unit_id = ANY(:units)) counted
                                GROUP BY state, outcome, late, overdue
                                """)
                        .registerArrayType(UUID.class, "uuid")
                        .bind("now", now)
                        .bind("district", district)
                        .bind("job", job)
                        .bindArray("units", UUID.class, inUnits)
                        .map((row, c) ->
                                new JobSummary.Count(
                                        RunState.ofWord(row.getString("state")),
                                        Columns.optionalText(row, "outcome").map(RunState::outcome),
                                        row.getBoolean("late"),
                                        row.getBoolean("overdue"),
                                        row.getInt("runs")))
                        .list();
        return JobSummary.of(counts, messages(handle, district, job, inUnits));
    }

    private static Map<String, Integer> messages(
            Handle handle, DistrictId district, JobId job, List<UUID> units) {
        var messages = new HashMap<String, Integer>();
        handle.createQuery(
                        """
                        SELECT message, COUNT(*) AS runs FROM job_run
                        WHERE district_id = :district AND job_id = :job AND superseded = FALSE
                            AND unit_id = ANY(:units)
                            AND state = 'done' AND outcome <> 'succeeded' AND message <> ''
                        GROUP BY message ORDER BY runs DESC, message FETCH FIRST :most ROWS ONLY
                        """)
                .registerArrayType(UUID.class, "uuid")
                .bind("district", district)
                .bind("job", job)
                .bindArray("units", UUID.class, units)
                .bind("most", MESSAGES)
                .map((row, c) -> Map.entry(row.getString("message"), row.getInt("runs")))
                .forEach(entry -> messages.put(entry.getKey(), entry.getValue()));
        return messages;
    }

    private static RunView read(ResultSet row, Instant now) throws SQLException {
        var state = RunState.ofWord(row.getString("state"));
        var running = state == RunState.RUNNING;
        var deadline = Columns.instant(row, "deadline");
        return new RunView(
                new RunId(Columns.uuid(row, "id")),
                new DeviceId(Columns.uuid(row, "record_id")),
                new EnrollmentId(Columns.uuid(row, "enrollment_id")),
                new UnitId(Columns.uuid(row, "unit_id")),
                Columns.optionalText(row, "hostname"),
                row.getInt("generation"),
                row.getInt("leaf"),
                state.word(),
                row.getBoolean("superseded"),
                row.getObject("cancel_asked_at") != null,
                state.open() && !running && deadline.isBefore(now),
                row.getBoolean("late") || (running && deadline.isBefore(now)),
                Columns.optionalText(row, "outcome").map(RunState::outcome),
                Optional.ofNullable(row.getObject("exit_code", Integer.class)),
                Columns.optionalText(row, "message").filter(text -> !text.isEmpty()),
                Optional.ofNullable(row.getObject("took_ms", Long.class)).map(Duration::ofMillis),
                deadline,
                Columns.optionalInstant(row, "acknowledged_at"),
                Columns.optionalInstant(row, "ended_at"),
                Columns.optionalInstant(row, "received_at"),
                row.getLong("output_total"),
                row.getInt("output_kept"));
    }
}
