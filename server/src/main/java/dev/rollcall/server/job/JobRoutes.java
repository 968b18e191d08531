package dev.rollcall.server.job;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.http.Page;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Jobs: preview, create, list, show, runs, output, cancel, retry. */
public final class JobRoutes implements Routes {

    private static final String JOBS = "/api/v1/districts/{district}/jobs";
    private static final String JOB = JOBS + "/{job}";
    private static final int MAX_BODY = 256 * 1024;

    private final Database database;
    private final Jobs jobs;
    private final RunOutputs outputs;
    private final Targets targets;
    private final AuditLog audit;
    private final Nudges nudges;

    public JobRoutes(
            Database database,
            Jobs jobs,
            RunOutputs outputs,
            Targets targets,
            AuditLog audit,
            Nudges nudges) {
        this.database = database;
        this.jobs = jobs;
        this.outputs = outputs;
        this.targets = targets;
        this.audit = audit;
        this.nudges = nudges;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(JOBS, this::list),
                Route.post(JOBS, this::create).withMaxBody(MAX_BODY),
                Route.post(JOBS + "/preview", this::preview)
                        .withMaxBody(MAX_BODY)
                        .evenOnAFullDisk(),
                Route.get(JOB, this::show),
                Route.get(JOB + "/runs", this::runs),
                Route.get(JOB + "/runs/{run}/output", this::output),
                Route.post(JOB + "/cancel", this::cancel).evenOnAFullDisk(),
                Route.post(JOB + "/retry", this::retry));
    }

    private Response preview(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var body = request.body(JobBodies.Preview.class);
        var action = JobBodies.action(body.action());
        var units = scope(caller, JobRights.needed(action), district);
        return Response.ok(
                database.read(h ->
                        JobPreview.of(targets.select(h, district, units, body.query()), action)));
    }

    private Response create(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var body = request.body(JobBodies.Create.class);
        var action = JobBodies.action(body.action());
        var units = scope(caller, JobRights.needed(action), district);
        var able = confirmed(district, units, body, action);
        var asked =
                new JobRequest(
                        district,
                        action,
                        body.urgency().orElse(Urgency.NORMAL),
                        body.query(),
                        asker(caller),
                        body.times(caller.now()));
        var job =
                database.write(h -> {
                    var made = jobs.create(h, asked, able, caller.now());
                    record(h, caller, made, "created");
                    return made;
                });
        KillPoint.pass("server.job.after-commit");
        nudges.nudge(
                district,
                able.stream().map(EnrolledDevice::enrollment).toList(),
                asked.urgency(),
                "job");
        return Response.created(shown(caller, job));
    }

    private List<EnrolledDevice> confirmed(
            DistrictId district, Set<UnitId> units, JobBodies.Create body, Action action) {
        var selected = database.read(h -> targets.select(h, district, units, body.query()));
        JobPreview.of(selected, action).confirm(body.selection(), body.runs());
        return JobPreview.able(selected, action);
    }

    private Response list(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var units = scope(caller, Permission.JOB_VIEW, district);
        int limit = request.limit(50, 200);
        int below = request.cursor(Integer::parseInt).orElse(Integer.MAX_VALUE);
        var page =
                database.read(h ->
                        JobList.list(h, district, units, below, limit + 1).stream()
                                .map(job ->
                                        JobBodies.Shown.of(
                                                job,
                                                RunList.summary(
                                                        h,
                                                        district,
                                                        job.id(),
                                                        units,
                                                        caller.now())))
                                .toList());
        return Response.ok(
                request.page(page, limit, shown -> Integer.toString(shown.job().number().value())));
    }

    private Response show(Request request) {
        var caller = Caller.of(request);
        return Response.ok(shown(caller, job(caller, request)));
    }

    private Response runs(Request request) {
        var caller = Caller.of(request);
        var job = job(caller, request);
        var units = caller.scope(Permission.JOB_VIEW, job.district());
        var device = request.query("device", DeviceId::parse);
        if (device.isPresent()) {
            // one for each time it was asked: never more than a page
            var its = database.read(h -> RunList.of(h, job, device.get(), units, caller.now()));
            return Response.ok(new Page<>(its, Optional.empty()));
        }
        int limit = request.limit(100, 1000);
        var after = request.cursor(RunList.After::parse).orElse(RunList.After.START);
        var page =
                database.read(h ->
                        RunList.page(
                                h,
                                job.district(),
                                job.id(),
                                units,
                                after,
                                limit + 1,
                                caller.now()));
        return Response.ok(
                request.page(
                        page,
                        limit,
                        run -> new RunList.After(run.generation(), run.leaf()).toString()));
    }

    private Response output(Request request) {
        var caller = Caller.of(request);
        var job = job(caller, request);
        var id = request.path("run", RunId::parse);
        return Response.ok(
                database.read(h -> {
                    var run =
                            RunList.find(h, job, id, caller.now())
                                    .filter(r ->
                                            caller.may(
                                                    Permission.JOB_VIEW, job.district(), r.unit()))
                                    .orElseThrow(JobRoutes::unknown);
                    return outputs.read(h, job.district(), id)
                            .map(output -> JobBodies.OutputShown.of(output, run))
                            .orElseThrow(JobRoutes::unknown);
                }));
    }

    private Response cancel(Request request) {
        var caller = Caller.of(request);
        var job = job(caller, request);
        List<EnrollmentId> asked =
                database.write(h -> {
                    requireEverywhere(h, caller, job);
                    return cancelled(h, caller, job);
                });
        KillPoint.pass("server.job-cancel.after-commit");
        // whatever its urgency: each moment that it waits one more device may begin
        nudges.nudge(job.district(), asked, Urgency.URGENT, "job cancelled");
        return show(request);
    }

    private Response retry(Request request) {
        var caller = Caller.of(request);
        var job = job(caller, request);
        var times = request.body(JobBodies.Retry.class).times(caller.now());
        var again = database.read(h -> JobList.failed(h, job));
        var made =
                database.write(h -> {
                    requireEverywhere(h, caller, job);
                    var before = stood(h, job, caller.now());
                    var retried = jobs.retryFailed(h, job, asker(caller), times, caller.now());
                    record(h, caller, job, "retried", before, JobBodies.audited(retried));
                    return retried;
                });
        KillPoint.pass("server.job-retry.after-commit");
        nudges.nudge(
                job.district(),
                again.stream().map(EnrolledDevice::enrollment).toList(),
                job.urgency(),
                "job");
        return Response.created(shown(caller, made));
    }

    /** By number or id; one without a run that the caller may see is not found. */
    private Job job(Caller caller, Request request) {
        var district = caller.district(request);
        var units = caller.scope(Permission.JOB_VIEW, district);
        var text = request.path("job");
        return database.read(h -> {
            var found =
                    text.startsWith("J-") || text.startsWith("j-")
                            ? JobList.find(h, district, request.path("job", JobNumber::parse))
                            : JobList.find(h, district, request.path("job", JobId::parse));
            return found.filter(job ->
                            JobList.units(h, district, job.id()).stream().anyMatch(units::contains))
                    .orElseThrow(JobRoutes::unknown);
        });
    }

    private JobBodies.Shown shown(Caller caller, Job job) {
        var units = caller.scope(Permission.JOB_VIEW, job.district());
        return database.read(h ->
                JobBodies.Shown.of(
                        job, RunList.summary(h, job.district(), job.id(), units, caller.now())));
    }

    /** A job is changed as a whole, so one must be allowed to wherever it has runs. */
    private static void requireEverywhere(Handle handle, Caller caller, Job job) {
        JobList.units(handle, job.district(), job.id())
                .forEach(unit ->
                        caller.require(JobRights.needed(job.action()), job.district(), unit));
    }

    private void record(Handle handle, Caller caller, Job job, String verb) {
        audit.record(
                handle,
                AuditEvent.of(
                        job.district(),
                        caller.actor(),
                        caller.now(),
                        verb,
                        "job",
                        job.id().toString(),
                        JobBodies.audited(job)));
    }

    /** A job that was cancelled already stays so, and nothing more is said of it. */
    private List<EnrollmentId> cancelled(Handle handle, Caller caller, Job job) {
        boolean already =
                JobList.find(handle, job.district(), job.id())
                        .flatMap(Job::cancelledAt)
                        .isPresent();
        var before = stood(handle, job, caller.now());
        var asked = jobs.cancel(handle, job.district(), job.id(), asker(caller), caller.now());
        if (!already) {
            var now = JobList.find(handle, job.district(), job.id()).orElseThrow();
            record(handle, caller, job, "cancelled", before, stood(handle, now, caller.now()));
        }
        KillPoint.pass("server.job-cancel.before-commit");
        return asked;
    }

    private static Map<String, Object> stood(Handle handle, Job job, Instant now) {
        var units = JobList.units(handle, job.district(), job.id());
        return JobBodies.stood(job, RunList.summary(handle, job.district(), job.id(), units, now));
    }

    private void record(
            Handle handle, Caller caller, Job job, String verb, Object before, Object after) {
        audit.record(
                handle,
                AuditEvent.changed(
                        job.district(),
                        caller.actor(),
                        caller.now(),
                        verb,
                        "job",
                        job.id().toString(),
                        before,
                        after));
    }

    private static Set<UnitId> scope(Caller caller, Permission permission, DistrictId district) {
        var units = caller.scope(permission, district);
        if (units.isEmpty()) {
            caller.require(permission, district);
        }
        return units;
    }

    private static JobRequest.Asker asker(Caller caller) {
        return new JobRequest.Asker(caller.actor().id(), caller.actor().name());
    }

    private static Problem unknown() {
        return new Problem(ProblemCode.NOT_FOUND, "There is no such job or run.");
    }
}
