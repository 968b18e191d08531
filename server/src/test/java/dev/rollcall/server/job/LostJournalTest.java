package dev.rollcall.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.job.ActionResult;
import dev.rollcall.agent.job.Bearer;
import dev.rollcall.agent.job.Clocks;
import dev.rollcall.agent.job.JobRunner;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.server.checkin.CheckInMeters;
import dev.rollcall.server.checkin.CheckIns;
import dev.rollcall.server.checkin.Doors;
import dev.rollcall.server.checkin.FreeSpace;
import dev.rollcall.server.checkin.MinimumVersion;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.Presences;
import dev.rollcall.server.device.SessionFacts;
import dev.rollcall.server.inventory.Bodies;
import dev.rollcall.server.inventory.Deliveries;
import dev.rollcall.server.inventory.InventoryIntake;
import dev.rollcall.server.inventory.VolatileSeries;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;

/** The real ledger and check-ins, and the agent's real runner and journal. */
class LostJournalTest {

    private static final Action SCRIPT =
            new Action.RunScript("sh", "true", Duration.ofMinutes(1), false);

    private final List<RunId> acted = new ArrayList<>();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private Optional<String> continuation = Optional.empty();

    @TempDir private Path state;

    @StorageTest
    void whatItHadAcknowledgedIsAnsweredAsInterruptedAndRanOnce(TestDatabase engine)
            throws IOException {
        try (var fresh = engine.fresh()) {
            var room = new LedgerRoom(fresh.database());
            var device = room.device();
            var job = ask(room, device);
            ranAndLostItsJournal(room, device, job);

            liveAgain(room, device);

            assertThat(end(room, job)).contains(Outcome.INTERRUPTED);
            assertThat(acted).hasSize(1);
        }
    }

    @StorageTest
    void aCancellationInBetweenDoesNotSayThatItNeverRan(TestDatabase engine) throws IOException {
        try (var fresh = engine.fresh()) {
            var room = new LedgerRoom(fresh.database());
            var device = room.device();
            var job = ask(room, device);
            ranAndLostItsJournal(room, device, job);
            room.database.write(h ->
                    room.jobs.cancel(h, room.district, job.id(), LedgerRoom.asker(), room.now));

            liveAgain(room, device);

            assertThat(end(room, job)).contains(Outcome.INTERRUPTED);
            assertThat(acted).hasSize(1);
        }
    }

    private static Job ask(LedgerRoom room, EnrolledDevice device) {
        return room.database.write(h ->
                room.jobs.create(
                        h, room.request(SCRIPT, Urgency.NORMAL), List.of(device), room.now));
    }

    private void ranAndLostItsJournal(LedgerRoom room, EnrolledDevice device, Job job)
            throws IOException {
        var runner = open(room, device);
        converse(room, device, runner);
        converse(room, device, runner);
        assertThat(room.runs(job).getFirst().state()).isEqualTo("acknowledged");
        waiting.remove().run();
        assertThat(acted).hasSize(1);
        runner.close();
        Files.delete(state.resolve("runs.journal"));
        room.forward(Duration.ofMinutes(1));
    }

    private void liveAgain(LedgerRoom room, EnrolledDevice device) {
        var runner = open(room, device);
        converse(room, device, runner);
        converse(room, device, runner);
        waiting.forEach(Runnable::run);
        assertThat(runner.journalLost()).isFalse();
        assertThat(runner.outcomes()).isEmpty();
    }

    private static Optional<Outcome> end(LedgerRoom room, Job job) {
        var run = room.runs(job).getFirst();
        assertThat(run.state()).isEqualTo("done");
        return run.outcome();
    }

    private JobRunner open(LedgerRoom room, EnrolledDevice device) {
        return JobRunner.open(
                state,
                () -> new Bearer(device.district(), device.enrollment(), LedgerRoom.TRUSTED),
                new Clocks(room.fleet, System::nanoTime),
                (run, action) -> {
                    acted.add(run);
                    return ActionResult.without(Outcome.SUCCEEDED, "done");
                },
                waiting::add,
                () -> {});
    }

    private void converse(LedgerRoom room, EnrolledDevice device, JobRunner runner) {
        var said =
                new CheckIn(
                        "boot-1",
                        continuation,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        runner.toAcknowledge(),
                        runner.outcomes(),
                        Optional.of(runner.journalLost()),
                        List.of());
        var session = new SessionFacts(1, room.now, InetAddress.getLoopbackAddress());
        var reply = (CheckInReply) checkIns(room).answer(device, session, said).join();
        continuation = Optional.of(reply.continuation());
        runner.recorded(reply.recorded(), said.outcomes());
        runner.cancel(reply.cancelled());
        runner.accept(reply.orders());
    }

    private static CheckIns checkIns(LedgerRoom room) {
        var intake = new InventoryIntake(new Bodies(), (h, d, id, description, tag) -> {});
        var doors =
                new Doors(
                        room.runs::forgotten,
                        room.runs::acknowledge,
                        room.runs::begin,
                        room.runs::finish,
                        (h, to, most, now) -> {
                            var work =
                                    room.runs.work(
                                            h,
                                            to,
                                            most.least(),
                                            most.orders(),
                                            most.cancelled(),
                                            now);
                            return new Doors.Work(work.orders(), work.cancelled());
                        },
                        (h, from, output, now) -> {},
                        (h, device, held) -> Optional.empty(),
                        (h, from, report, now) -> {},
                        (device, request, now) ->
                                CompletableFuture.completedFuture(Optional.empty()),
                        (handle, to, held, now) -> Optional.empty(),
                        (h, device, before, boot, echoed, now) -> false,
                        (h, device) -> true,
                        (h, by, claim, now) -> {});
        return new CheckIns(
                room.database,
                new Presences(1),
                new Deliveries(room.database, intake, new VolatileSeries(), Runnable::run),
                doors,
                new MinimumVersion("0.1.0"),
                new FreeSpace(() -> Long.MAX_VALUE, 1000, 100, room.fleet),
                new CheckIns.Pace(
                        Duration.ofMinutes(15), Duration.ofMinutes(4), room.fleet, new Random(5)),
                new CheckInMeters(new SimpleMeterRegistry()));
    }
}
