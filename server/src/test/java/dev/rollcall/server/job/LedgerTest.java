package dev.rollcall.server.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestFleet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

class LedgerTest {

    private static void with(TestDatabase engine, Consumer<LedgerRoom> test) {
        try (var fresh = engine.fresh()) {
            test.accept(new LedgerRoom(fresh.database()));
        }
    }

    private static List<RunOrder> lease(LedgerRoom room, EnrolledDevice device) {
        return room.database
                .write(h -> room.runs.work(h, device, Urgency.BACKGROUND, 64, 10, room.now))
                .orders();
    }

    private static List<RunId> acknowledge(LedgerRoom room, EnrolledDevice device, RunId... runs) {
        return room.database.write(h -> room.runs.acknowledge(h, device, List.of(runs), room.now));
    }

    private static List<RunId> finish(LedgerRoom room, EnrolledDevice device, RunOutcome... said) {
        return room.database.write(h -> room.runs.finish(h, device, List.of(said), room.now));
    }

    private static RunOutcome said(RunId run, Outcome outcome) {
        return RunOutcome.without(run, outcome, "");
    }

    private static List<RunId> cancelled(LedgerRoom room, EnrolledDevice device) {
        return room.database
                .write(h -> room.runs.work(h, device, Urgency.BACKGROUND, 0, 10, room.now))
                .cancelled();
    }

    private static void cancel(LedgerRoom room, Job job) {
        room.database.write(
                h -> room.jobs.cancel(h, room.district, job.id(), LedgerRoom.asker(), room.now));
    }

    private static int tick(LedgerRoom room) {
        return room.expiry.step(room.database, room.now);
    }

    @StorageTest
    void aRunGoesFromQueuedToDone(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.device();
                    var job = room.ask(List.of(device));
                    assertThat(job.number()).hasToString("J-1");
                    assertThat(room.summary(job).line()).isEqualTo("waiting 1");

                    var run = lease(room, device).getFirst().run();
                    assertThat(acknowledge(room, device, run)).containsExactly(run);
                    assertThat(lease(room, device)).isEmpty();
                    assertThat(finish(room, device, said(run, Outcome.SUCCEEDED)))
                            .containsExactly(run);

                    assertThat(room.summary(job).line()).isEqualTo("succeeded 1");
                    assertThat(room.runs(job).getFirst().receivedAt()).contains(room.now);
                });
    }

    @StorageTest
    void aRunIsSaidToBeRunningWhileItIs(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.device();
                    var thief = room.device();
                    var job = room.ask(List.of(device));
                    var run = lease(room, device).getFirst().run();
                    acknowledge(room, device, run);

                    begin(room, thief, run);
                    assertThat(room.runs(job).getFirst().state()).isEqualTo("acknowledged");
                    begin(room, device, run);
                    begin(room, device, run);
                    assertThat(room.runs(job).getFirst().state()).isEqualTo("running");
                    assertThat(room.summary(job).line()).isEqualTo("waiting 1");
                    assertThat(lease(room, device)).isEmpty();
                    assertThat(acknowledge(room, device, run)).containsExactly(run);
                    assertThat(room.runs(job).getFirst().state()).isEqualTo("running");

                    finish(room, device, said(run, Outcome.SUCCEEDED));
                    begin(room, device, run);
                    assertThat(room.runs(job).getFirst().state()).isEqualTo("done");
                });
    }

    @StorageTest
    void aRunThatGoesOnPastItsDeadlineIsLateAndNotSilent(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.device();
                    var away = room.device();
                    var job = room.ask(List.of(device, away));
                    var run = lease(room, device).getFirst().run();
                    begin(room, device, run);

                    room.forward(Duration.ofDays(2));
                    assertThat(room.summary(job).line()).isEqualTo("running late 1 · silent 1");
                    assertThat(room.runs(job))
                            .extracting(RunView::state, RunView::late, RunView::silent)
                            .containsExactlyInAnyOrder(
                                    tuple("running", true, false), tuple("queued", false, true));

                    finish(room, device, said(run, Outcome.SUCCEEDED));
                    assertThat(room.summary(job).line()).isEqualTo("late 1 · silent 1");
                });
    }

    private static void begin(LedgerRoom room, EnrolledDevice device, RunId run) {
        room.database.change(h -> room.runs.begin(h, device, List.of(run), room.now));
    }

    @StorageTest
    void everyOrderOfAJobProvesItsRunUnderOneSignature(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var devices = room.devices(7);
                    var signatures = new AtomicInteger();
                    var jobs =
                            new Jobs(
                                    new IdSource(() -> room.now, new Random(2)),
                                    (district, type, payload) -> {
                                        signatures.incrementAndGet();
                                        return TestFleet.sign(district, type, payload);
                                    },
                                    new JobOrders());
                    room.database.write(h ->
                            jobs.create(
                                    h,
                                    room.request(LedgerRoom.RESTART, Urgency.URGENT),
                                    devices,
                                    room.now));

                    for (var device : devices) {
                        var order = lease(room, device).getFirst();
                        var payload =
                                order.order()
                                        .verified(JobOrder.TYPE, LedgerRoom.TRUSTED)
                                        .orElseThrow();
                        var shared = Json.strict().readValue(payload, JobOrder.class);
                        assertThat(order.path().rootOf(order.leaf())).isEqualTo(shared.root());
                        assertThat(Action.read(shared.action())).isEqualTo(LedgerRoom.RESTART);
                        assertThat(shared.runs()).isEqualTo(7);
                    }
                    assertThat(signatures).hasValue(1);
                });
    }

    @StorageTest
    void anUnconfirmedRunIsHandedOutAgainAtOnce(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.device();
                    room.ask(List.of(device));

                    assertThat(lease(room, device)).isEqualTo(lease(room, device)).hasSize(1);
                });
    }

    @StorageTest
    void aLapsedLeaseIsQueuedAgainAndALateConfirmationStillCounts(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.device();
                    var job = room.ask(List.of(device));
                    var run = lease(room, device).getFirst().run();
                    assertThat(tick(room)).isZero();

                    room.database.change(h ->
                            h.execute(
                                    "UPDATE job_run SET lease_until = CURRENT_TIMESTAMP - INTERVAL '1' MINUTE"));

                    assertThat(tick(room)).isEqualTo(1);
                    assertThat(room.runs(job).getFirst().state()).isEqualTo("queued");
                    assertThat(acknowledge(room, device, run)).containsExactly(run);
                    assertThat(room.runs(job).getFirst().state()).isEqualTo("acknowledged");
                });
    }

    @StorageTest
    void sayingItTwiceChangesNothingAndIsConfirmedTwice(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.device();
                    var job = room.ask(List.of(device));
                    var run = lease(room, device).getFirst().run();
                    acknowledge(room, device, run);
                    finish(room, device, said(run, Outcome.FAILED));
                    var first = room.runs(job);
                    room.forward(Duration.ofMinutes(1));

                    assertThat(acknowledge(room, device, run)).containsExactly(run);
                    assertThat(finish(room, device, said(run, Outcome.SUCCEEDED)))
                            .containsExactly(run);

                    assertThat(room.runs(job)).isEqualTo(first);
                });
    }

    @StorageTest
    void twoOutcomesInOneMessageLeaveTheFirst(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.device();
                    var job = room.ask(List.of(device));
                    var run = lease(room, device).getFirst().run();

                    finish(room, device, said(run, Outcome.FAILED), said(run, Outcome.SUCCEEDED));

                    assertThat(room.summary(job).line()).isEqualTo("failed 1");
                });
    }

    @StorageTest
    void anotherDevicesRunIsNeitherRecordedNorChanged(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.device();
                    var thief = room.device();
                    var job = room.ask(List.of(device));
                    var run = lease(room, device).getFirst().run();
                    var unknown = RunId.parse("00000000-0000-7000-8000-000000000001");

                    assertThat(acknowledge(room, thief, run, unknown)).isEmpty();
                    assertThat(finish(room, thief, said(run, Outcome.SUCCEEDED))).isEmpty();

                    assertThat(room.runs.ignored()).isEqualTo(3);
                    assertThat(room.runs(job).getFirst().state()).isEqualTo("leased");
                });
    }

    @StorageTest
    void aBusyDeviceIsAskedAgainLater(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.device();
                    room.ask(List.of(device));
                    var run = lease(room, device).getFirst().run();
                    acknowledge(room, device, run);

                    assertThat(finish(room, device, said(run, Outcome.NOT_NOW)))
                            .containsExactly(run);
                    assertThat(lease(room, device)).isEmpty();

                    room.forward(Duration.ofMinutes(30));
                    assertThat(lease(room, device)).extracting(RunOrder::run).containsExactly(run);
                });
    }

    @StorageTest
    void urgentRunsComeFirst(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = List.of(room.device());
                    for (var urgency :
                            List.of(Urgency.BACKGROUND, Urgency.NORMAL, Urgency.URGENT)) {
                        room.database.write(h ->
                                room.jobs.create(
                                        h,
                                        room.request(LedgerRoom.RESTART, urgency),
                                        device,
                                        room.now));
                    }

                    var first =
                            room.database
                                    .write(h ->
                                            room.runs.work(
                                                    h,
                                                    device.getFirst(),
                                                    Urgency.BACKGROUND,
                                                    1,
                                                    0,
                                                    room.now))
                                    .orders();

                    var payload =
                            first.getFirst()
                                    .order()
                                    .verified(JobOrder.TYPE, LedgerRoom.TRUSTED)
                                    .orElseThrow();
                    assertThat(Json.strict().readValue(payload, JobOrder.class).urgency())
                            .isEqualTo(Urgency.URGENT);
                });
    }

    @StorageTest
    void cancellingTakesBackTheQueuedAtOnceAndAsksForTheRest(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var queued = room.device();
                    var leased = room.device();
                    var quick = room.device();
                    var job = room.ask(List.of(queued, leased, quick));
                    var its = lease(room, leased).getFirst().run();
                    var run = lease(room, quick).getFirst().run();
                    acknowledge(room, quick, run);

                    cancel(room, job);

                    assertThat(lease(room, queued)).isEmpty();
                    assertThat(cancelled(room, queued)).isEmpty();
                    assertThat(cancelled(room, leased)).containsExactly(its);
                    assertThat(lease(room, leased)).isEmpty();
                    finish(room, leased, said(its, Outcome.CANCELLED));
                    finish(room, quick, said(run, Outcome.SUCCEEDED));
                    assertThat(cancelled(room, leased)).isEmpty();
                    assertThat(room.summary(job).line()).isEqualTo("succeeded 1 · cancelled 2");
                });
    }

    @StorageTest
    void aRunThatSomebodyMayHaveExpiresOnlyAfterTheSkew(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var never = room.device();
                    var leased = room.device();
                    var job = room.ask(List.of(never, leased));
                    lease(room, leased);

                    room.forward(Duration.ofDays(7));
                    assertThat(lease(room, never)).isEmpty();
                    room.database.change(h -> h.execute("UPDATE job_run SET lease_until = NULL"));
                    assertThat(tick(room)).isEqualTo(1);
                    assertThat(room.summary(job).line()).isEqualTo("silent 1 · expired 1");

                    room.forward(RunExpiry.SKEW);
                    assertThat(tick(room)).isEqualTo(1);
                    assertThat(tick(room)).isZero();
                    assertThat(room.summary(job).line()).isEqualTo("expired 2");
                });
    }

    @StorageTest
    void whatIsOverdueIsExpiredAtOnceHoweverMuchItIs(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var job = room.ask(room.devices(7));
                    room.forward(Duration.ofDays(7));

                    new RunExpiry(2).catchUp(room.database, room.now);

                    assertThat(room.summary(job).line()).isEqualTo("expired 7");
                });
    }

    @StorageTest
    void aReportAfterTheExpiryCountsAndIsMarkedLateWithBothDates(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.device();
                    var job = room.ask(List.of(device));
                    var run = lease(room, device).getFirst().run();
                    acknowledge(room, device, run);
                    var ran = room.now.plus(Duration.ofHours(1));
                    room.forward(Duration.ofDays(8));
                    tick(room);

                    finish(
                            room,
                            device,
                            new RunOutcome(
                                    run,
                                    Outcome.SUCCEEDED,
                                    Optional.of(0),
                                    "",
                                    Duration.ofSeconds(3),
                                    Optional.of(Duration.between(ran, room.now)),
                                    0,
                                    0));

                    var view = room.runs(job).getFirst();
                    assertThat(view.late()).isTrue();
                    assertThat(view.endedAt()).contains(ran);
                    assertThat(view.receivedAt()).contains(room.now);
                    assertThat(room.summary(job).line()).isEqualTo("late 1");
                });
    }

    @StorageTest
    void whatADeviceClaimsIsBoundedAndMadePlain(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.device();
                    var job = room.ask(List.of(device));
                    var asked = room.now;
                    var run = lease(room, device).getFirst().run();
                    room.forward(Duration.ofMinutes(5));

                    finish(
                            room,
                            device,
                            new RunOutcome(
                                    run,
                                    Outcome.FAILED,
                                    Optional.of(-1),
                                    "bad\0\u001b[2J\ud800 end",
                                    Duration.ofSeconds(Long.MAX_VALUE),
                                    Optional.of(Duration.ofSeconds(Long.MAX_VALUE)),
                                    Long.MAX_VALUE,
                                    Integer.MAX_VALUE));

                    var view = room.runs(job).getFirst();
                    assertThat(view.message()).contains("bad  [2J  end");
                    assertThat(view.endedAt()).contains(asked);
                    assertThat(view.took()).contains(Duration.ofDays(3650));
                    assertThat(view.outputKept()).isEqualTo(RunOutputs.MOST_KEPT);
                });
    }

    @StorageTest
    void anEndedEnrollmentVoidsWhatItHadOpen(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.device();
                    var done = room.ask(List.of(device));
                    finish(
                            room,
                            device,
                            said(lease(room, device).getFirst().run(), Outcome.SUCCEEDED));
                    var open = room.ask(List.of(device));

                    room.database.write(h ->
                            room.runs.voidFor(h, room.district, device.enrollment(), room.now));

                    assertThat(lease(room, device)).isEmpty();
                    assertThat(room.summary(done).line()).isEqualTo("succeeded 1");
                    assertThat(room.summary(open).line()).isEqualTo("enrollment ended 1");
                });
    }

    @StorageTest
    void aRetryAsksOnlyWhereItFailedAndOnlyTheNewRunsCount(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var devices = room.devices(4);
                    var job = room.ask(devices);
                    var outcomes =
                            List.of(
                                    Outcome.SUCCEEDED,
                                    Outcome.FAILED,
                                    Outcome.INTERRUPTED,
                                    Outcome.FAILED);
                    for (int i = 0; i < 4; i++) {
                        var run = lease(room, devices.get(i)).getFirst().run();
                        finish(room, devices.get(i), said(run, outcomes.get(i)));
                    }
                    room.fleet.endEnrollment(devices.get(3));

                    var again =
                            room.database.write(h ->
                                    room.jobs.retryFailed(
                                            h,
                                            job,
                                            LedgerRoom.asker(),
                                            JobRequest.Times.from(room.now),
                                            room.now));

                    assertThat(again.number()).isEqualTo(job.number());
                    assertThat(again.generation()).isEqualTo(2);
                    assertThat(again.runs()).isEqualTo(2);
                    assertThat(lease(room, devices.get(0))).isEmpty();
                    var order = lease(room, devices.get(1)).getFirst();
                    var shared =
                            Json.strict()
                                    .readValue(
                                            order.order()
                                                    .verified(JobOrder.TYPE, LedgerRoom.TRUSTED)
                                                    .orElseThrow(),
                                            JobOrder.class);
                    assertThat(shared.generation()).isEqualTo(2);
                    assertThat(order.path().rootOf(order.leaf())).isEqualTo(shared.root());
                    assertThat(room.summary(job).line())
                            .isEqualTo("succeeded 1 · failed 1 · waiting 2");
                });
    }

    @StorageTest
    void aRetryAsksAgainWhereTheDeviceWasBusyUntilTheEnd(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var devices = room.devices(2);
                    var job = room.ask(devices);
                    var run = lease(room, devices.getFirst()).getFirst().run();
                    finish(room, devices.getFirst(), said(run, Outcome.NOT_NOW));
                    room.forward(Duration.ofDays(60));
                    tick(room);

                    var again =
                            room.database.write(h ->
                                    room.jobs.retryFailed(
                                            h,
                                            job,
                                            LedgerRoom.asker(),
                                            JobRequest.Times.from(room.now),
                                            room.now));

                    assertThat(again.runs()).isEqualTo(1);
                    assertThat(lease(room, devices.getFirst())).hasSize(1);
                });
    }

    @StorageTest
    void aRetryOfWhatDidNotFailIsRefused(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var device = room.device();
                    var job = room.ask(List.of(device));

                    assertThatThrownBy(() ->
                                    room.database.write(h ->
                                            room.jobs.retryFailed(
                                                    h,
                                                    job,
                                                    LedgerRoom.asker(),
                                                    JobRequest.Times.from(room.now),
                                                    room.now)))
                            .isInstanceOf(Problem.class);
                });
    }

    @StorageTest
    void treesAreRebuiltFromTheRunsAfterARestart(TestDatabase engine) {
        with(
                engine,
                room -> {
                    var devices = room.devices(5);
                    room.ask(devices);
                    var afterRestart = new Runs(new JobOrders());

                    for (var device : devices) {
                        var fresh =
                                room.database
                                        .write(h ->
                                                afterRestart.work(
                                                        h,
                                                        device,
                                                        Urgency.BACKGROUND,
                                                        64,
                                                        0,
                                                        room.now))
                                        .orders();
                        assertThat(fresh).isEqualTo(lease(room, device));
                    }
                });
    }
}
