package dev.rollcall.server.job;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.MerkleTree;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Prepared;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/** Creates jobs with their frozen targets, repeats what failed, and takes jobs back. */
public final class Jobs {

    private static final int BATCH = 1000;

    private final IdSource ids;
    private final Signer signer;
    private final JobOrders orders;

    public Jobs(IdSource ids, Signer signer, JobOrders orders) {
        this.ids = ids;
        this.signer = signer;
        this.orders = orders;
    }

    /** Stores the job with a run for each target, all or nothing; signs once. */
    public Job create(
            Handle handle, JobRequest request, List<EnrolledDevice> targets, Instant now) {
        if (targets.isEmpty()) {
            throw new Problem(
                    ProblemCode.NOTHING_SELECTED, "No device matches: there is nothing to do.");
        }
        var job = new JobId(ids.next());
        var number = nextNumber(handle, request.district());
        handle.createUpdate(
                        """
                        INSERT INTO job (district_id, id, number, action_name, action, urgency, query,
                            created_by, created_by_name, created_at, generation)
                        VALUES (:district, :id, :number, :actionName, :action, :urgency, :query,
                            :by, :byName, :now, 0)
                        """)
                .bind("district", request.district())
                .bind("id", job)
                .bind("number", number)
                .bind("actionName", request.action().name())
                .bind("action", Json.wire().writeValueAsString(request.action()))
                .bind("urgency", word(request.urgency()))
                .bind("query", request.query())
                .bind("by", request.by().id())
                .bind("byName", request.by().name())
                .bind("now", now)
                .execute();
        addGeneration(handle, request, job, 1, targets, now);
        return JobList.find(handle, request.district(), job).orElseThrow();
    }

    /**
     * Asks again where the latest run failed, was interrupted, refused or unsupported and the
     * enrollment still lives: a new generation, its times as given. The older runs stay and stop
     * counting.
     */
    public Job retryFailed(
            Handle handle, Job job, JobRequest.Asker by, JobRequest.Times times, Instant now) {
        if (job.cancelledAt().isPresent()) {
            throw new Problem(ProblemCode.CONFLICT, job.number() + " was cancelled: ask anew.");
        }
        var again = JobList.failed(handle, job);
        if (again.isEmpty()) {
            throw new Problem(
                    ProblemCode.NOTHING_SELECTED,
                    "No run of " + job.number() + " failed on a device that is still enrolled.");
        }
        supersede(handle, job, again);
        var request =
                new JobRequest(job.district(), job.action(), job.urgency(), job.query(), by, times);
        addGeneration(handle, request, job.id(), job.generation() + 1, again, now);
        return JobList.find(handle, job.district(), job.id()).orElseThrow();
    }

    /**
     * Asks it of one enrollment more, or again of one that was asked before: a new generation,
     * which expires when the latest does.
     */
    void askAlso(
            Handle handle,
            Job job,
            JobRequest.Asker by,
            EnrolledDevice device,
            DeviceId record,
            Instant now) {
        handle.createUpdate(
                        """
                        UPDATE job_run SET superseded = TRUE
                        WHERE district_id = :district AND job_id = :job AND enrollment_id IN
                            (SELECT e.id FROM enrollment e
                             WHERE e.district_id = :district AND e.record_id = :record)
                        """)
                .bind("district", job.district())
                .bind("job", job.id())
                .bind("record", record)
                .execute();
        var times = new JobRequest.Times(job.notBefore(), job.deadline(), job.expires());
        var request =
                new JobRequest(job.district(), job.action(), job.urgency(), job.query(), by, times);
        addGeneration(handle, request, job.id(), job.generation() + 1, List.of(device), now);
    }

    /**
     * Takes back what nobody has, and asks the agents for the rest, whose word decides. Again does
     * nothing new.
     *
     * @return the enrollments to nudge
     */
    public List<EnrollmentId> cancel(
            Handle handle, DistrictId district, JobId job, JobRequest.Asker by, Instant now) {
        handle.createUpdate(
                        """
                        UPDATE job SET cancelled_at = :now, cancelled_by_name = :by
                        WHERE district_id = :district AND id = :job AND cancelled_at IS NULL
                        """)
                .bind("now", now)
                .bind("by", by.name())
                .bind("district", district)
                .bind("job", job)
                .execute();
        handle.createUpdate(
                        """
                        UPDATE job_run SET state = 'cancelled', settled_at = :now
                        WHERE district_id = :district AND job_id = :job
                            AND state = 'queued' AND leased_ever = FALSE
                        """)
                .bind("now", now)
                .bind("district", district)
                .bind("job", job)
                .execute();
        handle.createUpdate(
                        """
                        UPDATE job_run SET cancel_asked_at = :now
                        WHERE district_id = :district AND job_id = :job
                            AND state IN ('queued', 'leased', 'acknowledged', 'running')
                            AND cancel_asked_at IS NULL
                        """)
                .bind("now", now)
                .bind("district", district)
                .bind("job", job)
                .execute();
        return handle.createQuery(
                        """
                        SELECT enrollment_id FROM job_run
                        WHERE district_id = :district AND job_id = :job
                            AND state IN ('queued', 'leased', 'acknowledged')
                        """)
                .bind("district", district)
                .bind("job", job)
                .map((row, c) -> new EnrollmentId(Columns.uuid(row, "enrollment_id")))
                .list();
    }

    private void addGeneration(
            Handle handle,
            JobRequest request,
            JobId job,
            int generation,
            List<EnrolledDevice> targets,
            Instant now) {
        var runs = targets.stream().map(device -> new RunId(ids.next())).toList();
        var tree = tree(targets, runs);
        var document =
                signer.sign(
                        request.district(),
                        JobOrder.TYPE,
                        payload(request, job, generation, runs.size(), tree));
        insertOrder(
                handle,
                request,
                job,
                generation,
                runs.size(),
                Json.wire().writeValueAsBytes(document),
                now);
        insertRuns(handle, request, job, generation, targets, runs);
        handle.createUpdate(
                        "UPDATE job SET generation = :generation WHERE district_id = :district AND id = :job")
                .bind("generation", generation)
                .bind("district", request.district())
                .bind("job", job)
                .execute();
        orders.remember(
                new JobOrders.Key(request.district(), job, generation),
                new JobOrders.Order(document, tree));
        KillPoint.pass("server.job.before-commit");
    }

    private static MerkleTree tree(List<EnrolledDevice> targets, List<RunId> runs) {
        var leaves = new ArrayList<byte[]>(targets.size());
        for (int i = 0; i < targets.size(); i++) {
            var target = targets.get(i);
            leaves.add(RunOrder.leaf(target.device(), target.enrollment(), runs.get(i)));
        }
        return MerkleTree.of(leaves);
    }

    private static byte[] payload(
            JobRequest request, JobId job, int generation, int runs, MerkleTree tree) {
        var times = request.times();
        return Json.wire()
                .writeValueAsBytes(
                        new JobOrder(
                                request.district(),
                                job,
                                Json.wire().valueToTree(request.action()),
                                request.urgency(),
                                times.notBefore(),
                                times.expires(),
                                generation,
                                runs,
                                tree.root()));
    }

    private static void insertOrder(
            Handle handle,
            JobRequest request,
            JobId job,
            int generation,
            int runs,
            byte[] document,
            Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO job_order (district_id, job_id, generation, signed_order, runs,
                            not_before, expires_at, deadline, created_at, created_by_name)
                        VALUES (:district, :job, :generation, :order, :runs,
                            :notBefore, :expires, :deadline, :now, :byName)
                        """)
                .bind("district", request.district())
                .bind("job", job)
                .bind("generation", generation)
                .bind("order", Bytes.copyOf(document))
                .bind("runs", runs)
                .bind("notBefore", request.times().notBefore())
                .bind("expires", request.times().expires())
                .bind("deadline", request.times().deadline())
                .bind("now", now)
                .bind("byName", request.by().name())
                .execute();
    }

    private static void insertRuns(
            Handle handle,
            JobRequest request,
            JobId job,
            int generation,
            List<EnrolledDevice> targets,
            List<RunId> runs) {
        var sql =
                """
                INSERT INTO job_run (district_id, id, job_id, generation, leaf, device_id,
                    enrollment_id, unit_id, urgency, state, superseded, available_at, expires_at,
                    deadline, leased_ever, late, output_total, output_kept)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', FALSE, ?, ?, ?, FALSE, FALSE, 0, 0)
                """;
        for (int from = 0; from < targets.size(); from += BATCH) {
            var rows = Prepared.of(handle, sql);
            for (int leaf = from; leaf < Math.min(from + BATCH, targets.size()); leaf++) {
                var target = targets.get(leaf);
                rows.set(request.district().value())
                        .set(runs.get(leaf).value())
                        .set(job.value())
                        .set(generation)
                        .set(leaf)
                        .set(target.device().value())
                        .set(target.enrollment().value())
                        .set(target.unit().value())
                        .set(rank(request.urgency()))
                        .set(request.times().notBefore())
                        .set(request.times().expires())
                        .set(request.times().deadline())
                        .add();
            }
            rows.updateAll();
        }
    }

    private static void supersede(Handle handle, Job job, List<EnrolledDevice> again) {
        var batch =
                handle.prepareBatch(
                        """
                        UPDATE job_run SET superseded = TRUE
                        WHERE district_id = :district AND job_id = :job AND enrollment_id = :enrollment
                        """);
        again.forEach(device ->
                batch.bind("district", job.district())
                        .bind("job", job.id())
                        .bind("enrollment", device.enrollment())
                        .add());
        batch.execute();
    }

    /** The writer is one, so the next number is the highest and one. */
    private static int nextNumber(Handle handle, DistrictId district) {
        return handle.createQuery(
                        "SELECT COALESCE(MAX(number), 0) + 1 FROM job WHERE district_id = :district")
                .bind("district", district)
                .mapTo(Integer.class)
                .one();
    }

    private static String word(Urgency urgency) {
        return urgency.name().toLowerCase(Locale.ROOT);
    }

    /** Urgent first. */
    static int rank(Urgency urgency) {
        return switch (urgency) {
            case URGENT -> 0;
            case NORMAL -> 1;
            case BACKGROUND -> 2;
        };
    }

    static Urgency urgency(String word) {
        return Urgency.valueOf(word.toUpperCase(Locale.ROOT));
    }

    static Action action(String json) {
        return Action.read(Json.wire().readTree(json));
    }
}
