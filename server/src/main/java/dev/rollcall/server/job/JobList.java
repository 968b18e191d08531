package dev.rollcall.server.job;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The questions about jobs. */
public final class JobList {

    private static final String COLUMNS =
            """
            SELECT j.district_id, j.id, j.number, j.action, j.urgency, j.query, j.created_by_name,
                j.created_at, j.generation, j.cancelled_at, o.runs, o.not_before, o.deadline, o.expires_at
            FROM job j JOIN job_order o ON o.district_id = j.district_id
                AND o.job_id = j.id AND o.generation = j.generation
            """;

    private JobList() {}

    public static Optional<Job> find(Handle handle, DistrictId district, JobId job) {
        return handle.createQuery(COLUMNS + "WHERE j.district_id = :district AND j.id = :job")
                .bind("district", district)
                .bind("job", job)
                .map((row, c) -> read(row))
                .findOne();
    }

    public static Optional<Job> find(Handle handle, DistrictId district, JobNumber number) {
        return handle.createQuery(
                        COLUMNS + "WHERE j.district_id = :district AND j.number = :number")
                .bind("district", district)
                .bind("number", number.value())
                .map((row, c) -> read(row))
                .findOne();
    }

    /** Newest first, from below the given number on, those that touch one of the units. */
    public static List<Job> list(
            Handle handle, DistrictId district, Collection<UnitId> units, int below, int limit) {
        return handle.createQuery(
                        COLUMNS
                                + """
                                WHERE j.district_id = :district AND j.number < :below
                                    AND EXISTS (SELECT 1 FROM job_run r WHERE r.district_id = j.district_id
                                        AND r.job_id = j.id AND r.unit_id = ANY(:units))
                                ORDER BY j.number DESC FETCH FIRST :limit ROWS ONLY
                                """)
                .registerArrayType(UUID.class, "uuid")
                .bind("district", district)
                .bind("below", below)
                .bindArray("units", UUID.class, units.stream().map(UnitId::value).toList())
                .bind("limit", limit)
                .map((row, c) -> read(row))
                .list();
    }

    /** The units that the job's runs were in when their targets were frozen. */
    public static List<UnitId> units(Handle handle, DistrictId district, JobId job) {
        return handle.createQuery(
                        "SELECT DISTINCT unit_id FROM job_run WHERE district_id = :district AND job_id = :job")
                .bind("district", district)
                .bind("job", job)
                .map((row, c) -> new UnitId(Columns.uuid(row, "unit_id")))
                .list();
    }

    /**
     * Devices whose latest run ended without success, or was put off until it expired, and whose
     * enrollment still lives.
     */
    public static List<EnrolledDevice> failed(Handle handle, Job job) {
        return handle.createQuery(
                        """
                        SELECT r.device_id, r.enrollment_id, d.unit_id
                        FROM job_run r
                        JOIN enrollment e ON e.district_id = r.district_id AND e.id = r.enrollment_id
                            AND e.ended_at IS NULL
                        JOIN device d ON d.district_id = r.district_id AND d.id = e.record_id
                        WHERE r.district_id = :district AND r.job_id = :job AND r.superseded = FALSE
                            AND (r.state = 'done' AND r.outcome <> 'succeeded'
                                OR r.state = 'expired' AND r.outcome = 'not-now')
                        ORDER BY r.generation, r.leaf
                        """)
                .bind("district", job.district())
                .bind("job", job.id())
                .map((row, c) ->
                        new EnrolledDevice(
                                job.district(),
                                new DeviceId(Columns.uuid(row, "device_id")),
                                new EnrollmentId(Columns.uuid(row, "enrollment_id")),
                                new UnitId(Columns.uuid(row, "unit_id"))))
                .list();
    }

    private static Job read(ResultSet row) throws SQLException {
        return new Job(
                new DistrictId(Columns.uuid(row, "district_id")),
                new JobId(Columns.uuid(row, "id")),
                new JobNumber(row.getInt("number")),
                Jobs.action(row.getString("action")),
                Jobs.urgency(row.getString("urgency")),
                row.getString("query"),
                row.getString("created_by_name"),
                Columns.instant(row, "created_at"),
                row.getInt("generation"),
                row.getInt("runs"),
                Columns.instant(row, "not_before"),
                Columns.instant(row, "deadline"),
                Columns.instant(row, "expires_at"),
                Columns.optionalInstant(row, "cancelled_at"));
    }
}
