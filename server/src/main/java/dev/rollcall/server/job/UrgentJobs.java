package dev.rollcall.server.job;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Asks what is urgent for a record also of the enrollment that comes after the one it was asked of,
 * and of a machine that shared it: in a further generation of the same job, with the same expiry.
 */
public final class UrgentJobs {

    /** More than a person has open for one device; the newest count. */
    private static final int MOST = 50;

    private static final JobRequest.Asker BY = new JobRequest.Asker("rollcall", "Rollcall");

    private final Jobs jobs;

    public UrgentJobs(Jobs jobs) {
        this.jobs = jobs;
    }

    /**
     * Asks again what was not cancelled, has not expired, and was carried out by nobody, or since a
     * time at which somebody else may have done it.
     *
     * @param to a living enrollment, of that record or of another one
     * @return of how many jobs
     */
    public int follow(
            Handle handle, EnrolledDevice to, DeviceId of, Optional<Instant> since, Instant now) {
        var found = found(handle, to, of, since, now);
        var target = asJoined(handle, to);
        for (var job : found) {
            jobs.askAlso(
                    handle,
                    JobList.find(handle, to.district(), job).orElseThrow(),
                    BY,
                    target,
                    to.device(),
                    now);
        }
        return found.size();
    }

    /** Orders name the record that an enrollment joined as, whatever it was merged into since. */
    private static EnrolledDevice asJoined(Handle handle, EnrolledDevice to) {
        return handle.createQuery(
                        "SELECT device_id FROM enrollment WHERE district_id = ? AND id = ?")
                .bind(0, to.district())
                .bind(1, to.enrollment())
                .map((row, c) ->
                        new EnrolledDevice(
                                to.district(),
                                new DeviceId(Columns.uuid(row, "device_id")),
                                to.enrollment(),
                                to.unit()))
                .one();
    }

    private static List<JobId> found(
            Handle handle, EnrolledDevice to, DeviceId of, Optional<Instant> since, Instant now) {
        return handle.createQuery(
                        """
                        SELECT DISTINCT j.id, j.number
                        FROM enrollment e
                        JOIN job_run r ON r.district_id = e.district_id AND r.enrollment_id = e.id
                            AND r.device_id = e.device_id
                        JOIN job j ON j.district_id = r.district_id AND j.id = r.job_id
                        JOIN job_order o ON o.district_id = j.district_id AND o.job_id = j.id
                            AND o.generation = j.generation
                        WHERE e.district_id = :district AND e.record_id = :of
                            AND r.urgency = :urgent AND r.superseded = FALSE
                            AND j.cancelled_at IS NULL AND o.expires_at > :now
                            AND (r.settled_at IS NULL AND r.enrollment_id <> :to
                                OR r.state = 'void' OR r.settled_at >= :since)
                        ORDER BY j.number DESC FETCH FIRST :most ROWS ONLY
                        """)
                .bind("district", to.district())
                .bind("of", of)
                .bind("urgent", Jobs.rank(Urgency.URGENT))
                .bind("now", now)
                .bind("to", to.enrollment())
                .bind("since", since.orElse(now.plusSeconds(1)))
                .bind("most", MOST)
                .map((row, c) -> new JobId(Columns.uuid(row, "id")))
                .list();
    }
}
