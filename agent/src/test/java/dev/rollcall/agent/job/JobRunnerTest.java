package dev.rollcall.agent.job;

import static dev.rollcall.agent.job.Orders.COLLECT;
import static dev.rollcall.agent.job.Orders.NOW;
import static dev.rollcall.agent.job.Orders.RESTART;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRunnerTest {

    private static final Executor AT_ONCE = Runnable::run;
    private static final Executor LATER = task -> {};
    private static final Executor THREADS = Thread::startVirtualThread;

    private final Orders orders = new Orders();
    private final List<RunId> acted = new ArrayList<>();
    private final AtomicInteger woken = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private Instant now = NOW;

    @TempDir private Path state;

    private ActionResult act(RunId run, Action action) {
        acted.add(run);
        return ActionResult.without(Outcome.SUCCEEDED, "done " + action.name());
    }

    private Clocks clocks() {
        return new Clocks(() -> now, nanos::get);
    }

    private JobRunner open(Executor threads) {
        return open(threads, this::act);
    }

    private JobRunner open(Executor threads, ActionRunner actions) {
        return JobRunner.open(
                state, orders::bearer, clocks(), actions, threads, woken::incrementAndGet);
    }

    /** The server recorded all that there was to say of these. */
    private static void recorded(JobRunner runner, RunOrder... orders) {
        runner.recorded(Stream.of(orders).map(RunOrder::run).toList(), runner.outcomes());
    }

    private static List<Outcome> outcomes(JobRunner runner) {
        return runner.outcomes().stream().map(RunOutcome::outcome).toList();
    }

    @Test
    void outputThatWasTakenAwayHoldsUpNothing() throws IOException {
        var gone = orders.collect();
        var there = orders.collect();
        var runner =
                open(
                        AT_ONCE,
                        (run, action) ->
                                new ActionResult(
                                        Outcome.SUCCEEDED,
                                        Optional.of(0),
                                        "",
                                        new KeptOutput(7, Bytes.utf8("printed"))));
        runner.accept(List.of(gone, there));
        recorded(runner, gone, there);
        Files.delete(state.resolve("outputs").resolve(gone.run().toString()));

        assertThat(runner.nextOutput().orElseThrow().run()).isEqualTo(there.run());
    }

    @Test
    void acknowledgesRunsAndTellsTheOutcomeUntilItIsRecorded() {
        var order = orders.collect();
        var runner = open(AT_ONCE);

        runner.accept(List.of(order));

        assertThat(acted).containsExactly(order.run());
        assertThat(woken).hasValue(1);
        assertThat(outcomes(runner)).containsExactly(Outcome.SUCCEEDED);
        nanos.addAndGet(Duration.ofDays(3).toNanos());
        assertThat(runner.outcomes().getFirst().age()).contains(Duration.ofDays(3));
        runner.close();
        var next = open(AT_ONCE);
        assertThat(outcomes(next)).containsExactly(Outcome.SUCCEEDED);
        recorded(next, order);
        assertThat(next.outcomes()).isEmpty();
        next.close();
        assertThat(open(AT_ONCE).outcomes()).isEmpty();
    }

    @Test
    void aConfirmedAcknowledgementIsNotTheOutcomesConfirmation() {
        var order = orders.collect();
        var threads = new ArrayList<Runnable>();
        var runner = open(threads::add);

        assertThat(runner.accept(List.of(order))).containsExactly(order.run());
        assertThat(runner.toAcknowledge()).containsExactly(order.run());
        assertThat(runner.outcomes()).isEmpty();
        threads.removeFirst().run();
        runner.recorded(List.of(order.run()), List.of());

        assertThat(outcomes(runner)).containsExactly(Outcome.SUCCEEDED);
        assertThat(runner.toAcknowledge()).isEmpty();
    }

    @Test
    void aRunThatIsLeasedAgainIsAnsweredFromTheJournal() {
        var order = orders.collect();
        var runner = open(AT_ONCE);
        runner.accept(List.of(order, order));
        recorded(runner, order);

        runner.accept(List.of(order));

        assertThat(acted).containsExactly(order.run());
        assertThat(outcomes(runner)).containsExactly(Outcome.SUCCEEDED);
        assertThat(open(AT_ONCE).accept(List.of(order))).isEmpty();
        assertThat(acted).hasSize(1);
    }

    @Test
    void aRunThatWasPutOffIsTakenOnAgainWhenItsOrderComesBack() {
        var order = orders.lease(orders.job(RESTART), Orders.run());
        var busy = new AtomicBoolean(true);
        var actions =
                new ActionRunner() {
                    @Override
                    public ActionResult run(RunId run, Action action) {
                        return act(run, action);
                    }

                    @Override
                    public Optional<String> busy(Action action) {
                        return busy.get()
                                ? Optional.of("packages are installed")
                                : Optional.empty();
                    }
                };
        var runner = open(AT_ONCE, actions);
        runner.accept(List.of(order));
        recorded(runner, order);
        assertThat(outcomes(runner)).containsExactly(Outcome.NOT_NOW);
        assertThat(JobRunner.journalIn(state)).content().doesNotContain("started");
        assertThat(runner.accept(List.of(order))).isEmpty();
        recorded(runner, order);
        assertThat(runner.outcomes()).isEmpty();
        runner.close();
        busy.set(false);

        var next = open(AT_ONCE, actions);
        assertThat(next.outcomes()).isEmpty();
        assertThat(next.accept(List.of(order))).containsExactly(order.run());
        assertThat(acted).isEmpty();
        recorded(next, order);

        assertThat(acted).containsExactly(order.run());
        assertThat(outcomes(next)).containsExactly(Outcome.SUCCEEDED);
    }

    @Test
    void aDisruptiveActionWaitsUntilTheServerKnowsAlsoAcrossARestart() {
        var order = orders.lease(orders.job(RESTART), Orders.run());
        open(AT_ONCE).accept(List.of(order));
        assertThat(acted).isEmpty();

        var runner = open(AT_ONCE);
        assertThat(acted).isEmpty();
        assertThat(runner.toAcknowledge()).containsExactly(order.run());
        recorded(runner, order);

        assertThat(acted).containsExactly(order.run());
    }

    @Test
    void whatWasAcceptedBeforeARestartRunsAfterIt() {
        var first = orders.lease(orders.job(Orders.script("true")), Orders.run());
        var second = orders.lease(orders.job(Orders.script("true")), Orders.run());
        open(LATER).accept(List.of(first, second));
        assertThat(acted).isEmpty();

        var runner = open(AT_ONCE);

        assertThat(acted).containsExactly(second.run());
        assertThat(outcomes(runner)).containsExactly(Outcome.INTERRUPTED, Outcome.SUCCEEDED);
    }

    @Test
    void aRunWhoseEndNobodySawIsInterruptedUnlessItMayBeRepeated() {
        var once = orders.lease(orders.job(Orders.script("true", false)), Orders.run());
        var often = orders.lease(orders.job(Orders.script("true", true)), Orders.run());
        open(LATER).accept(List.of(once, often));
        var journal =
                RunJournal.open(new AppendFile(JobRunner.journalIn(state)), orders.enrollment);
        journal.start(once.run());
        journal.start(often.run());

        var runner = open(AT_ONCE);

        assertThat(acted).containsExactly(often.run());
        assertThat(runner.outcomes())
                .extracting(RunOutcome::run, RunOutcome::outcome)
                .containsExactlyInAnyOrder(
                        tuple(once.run(), Outcome.INTERRUPTED),
                        tuple(often.run(), Outcome.SUCCEEDED));
    }

    @Test
    void anUrgentRunNeverWaitsForAnother() {
        var hold = new CountDownLatch(1);
        Map<RunId, Boolean> begun = new ConcurrentHashMap<>();
        var runner =
                open(
                        THREADS,
                        (run, action) -> {
                            begun.put(run, true);
                            if (action.name().equals("run-script")) {
                                hold.await();
                            }
                            return ActionResult.without(Outcome.SUCCEEDED, "");
                        });
        var normal = orders.lease(orders.job(Orders.script("x"), Urgency.NORMAL), Orders.run());
        var second = orders.lease(orders.job(COLLECT, Urgency.NORMAL), Orders.run());
        var background =
                orders.lease(orders.job(Orders.script("x"), Urgency.BACKGROUND), Orders.run());
        var urgent = orders.lease(orders.job(COLLECT, Urgency.URGENT), Orders.run());

        runner.accept(List.of(normal, second, background));
        await().until(() -> begun.size() == 2);
        runner.accept(List.of(urgent));

        await().until(() -> runner.outcomes().size() == 1);
        assertThat(runner.outcomes().getFirst().run()).isEqualTo(urgent.run());
        assertThat(begun).doesNotContainKey(second.run());
        hold.countDown();
        await().until(() -> runner.outcomes().size() == 4);
    }

    @Test
    void cancelsWhatHasNotStartedAndOnlyThat() {
        var runner = open(AT_ONCE);
        var waiting = orders.lease(orders.job(RESTART), Orders.run());
        var done = orders.collect();
        var unknown = orders.collect();
        runner.accept(List.of(waiting, done));

        runner.cancel(List.of(waiting.run(), done.run(), unknown.run()));
        runner.accept(List.of(unknown));
        runner.recorded(List.of(waiting.run()), List.of());

        assertThat(acted).containsExactly(done.run());
        assertThat(runner.outcomes())
                .extracting(RunOutcome::run, RunOutcome::outcome)
                .contains(
                        tuple(waiting.run(), Outcome.CANCELLED),
                        tuple(unknown.run(), Outcome.CANCELLED),
                        tuple(done.run(), Outcome.SUCCEEDED));
        assertThat(outcomes(open(AT_ONCE))).contains(Outcome.CANCELLED);
    }

    @Test
    void answersWithoutAcknowledgingWhatItDoesNotTakeOn() {
        var runner = open(AT_ONCE);
        var forged = new Orders().collect();
        var unknown = orders.lease(orders.job("{\"type\":\"wipe\"}"), Orders.run());

        var accepted = runner.accept(List.of(forged, unknown));

        assertThat(accepted).isEmpty();
        assertThat(runner.toAcknowledge()).isEmpty();
        assertThat(outcomes(runner)).containsExactly(Outcome.REFUSED, Outcome.UNSUPPORTED);
        recorded(runner, forged, unknown);
        assertThat(runner.outcomes()).isEmpty();
    }

    @Test
    void expiryGovernsAcceptanceAndNotKeeping() {
        var order = orders.collect();
        open(LATER).accept(List.of(order));
        now = NOW.plusSeconds(3 * 86_400);

        open(AT_ONCE);

        assertThat(acted).containsExactly(order.run());
    }

    @Test
    void aLostJournalAnswersInterruptedAndNeverRunsAgain() throws IOException {
        var before = orders.collect();
        open(AT_ONCE).accept(List.of(before));
        Files.delete(JobRunner.journalIn(state));
        now = NOW.plusSeconds(60);
        var runner = open(AT_ONCE);

        runner.accept(List.of(before));
        var after = orders.lease(later(orders.job(COLLECT), 90), Orders.run());
        now = NOW.plusSeconds(100);
        runner.accept(List.of(after));

        assertThat(acted).containsExactly(before.run(), after.run());
        assertThat(outcomes(runner)).containsExactly(Outcome.INTERRUPTED, Outcome.SUCCEEDED);
    }

    private static JobOrder later(JobOrder job, int seconds) {
        return new JobOrder(
                job.district(),
                job.job(),
                job.action(),
                job.urgency(),
                NOW.plusSeconds(seconds),
                job.expires(),
                job.generation(),
                job.runs(),
                job.root());
    }

    @Test
    void aCancellationAfterALossDoesNotClaimThatNothingRan() throws IOException {
        var before = orders.collect();
        open(AT_ONCE).accept(List.of(before));
        Files.delete(JobRunner.journalIn(state));
        var runner = open(AT_ONCE);

        runner.cancel(List.of(before.run()));
        runner.accept(List.of());
        var unknown = new IdSource(() -> NOW, new Random(3)).next();
        var later = new IdSource(() -> NOW.plusSeconds(1), new Random(4)).next();
        runner.cancel(List.of(new RunId(unknown), new RunId(later)));

        assertThat(outcomes(runner))
                .containsExactly(Outcome.INTERRUPTED, Outcome.INTERRUPTED, Outcome.CANCELLED);
    }

    @Test
    void aStrayFileAmongTheOutputsKeepsNobodyFromStarting() throws IOException {
        var outputs = Files.createDirectories(state.resolve("outputs"));
        Files.writeString(outputs.resolve("lost+found"), "");
        Files.writeString(outputs.resolve(Orders.run().toString()), "of a run nobody knows");

        open(AT_ONCE).accept(List.of(orders.collect()));

        assertThat(acted).hasSize(1);
        assertThat(outputs).isDirectoryNotContaining(f -> !f.endsWith("lost+found"));
    }

    @Test
    void whateverTheServerDoesNotRecordHidesNothingNewer() {
        var runner = open(AT_ONCE);
        var many = IntStream.range(0, 300).mapToObj(i -> orders.collect()).toList();

        many.forEach(order -> runner.accept(List.of(order)));

        assertThat(runner.outcomes())
                .extracting(RunOutcome::run)
                .containsExactlyElementsOf(many.stream().map(RunOrder::run).toList());
    }

    @Test
    void anActionThatThrowsFailsAlone() {
        var runner =
                open(
                        AT_ONCE,
                        (run, action) -> {
                            throw new IllegalStateException("no such thing");
                        });

        runner.accept(List.of(orders.collect(), orders.collect()));

        assertThat(outcomes(runner)).containsExactly(Outcome.FAILED, Outcome.FAILED);
    }

    @Test
    void aDiskThatRefusesPromisesNothingAndLosesNothing() {
        var file = new FullDisk(JobRunner.journalIn(state));
        var runner = open(file);
        var order = orders.collect();

        file.full = true;
        assertThat(runner.accept(List.of(order))).isEmpty();
        file.full = false;
        file.fullAfter = 1;
        assertThat(runner.accept(List.of(order))).containsExactly(order.run());
        assertThat(runner.outcomes()).isEmpty();
        file.full = false;
        file.fullAfter = Integer.MAX_VALUE;
        recorded(runner);

        assertThat(acted).containsExactly(order.run());
        assertThat(outcomes(runner)).containsExactly(Outcome.SUCCEEDED);
    }

    @Test
    void onAFullDiskItStartsAndAnswersForItsEarlierLifeLater() throws IOException {
        var order = orders.lease(orders.job(Orders.script("true")), Orders.run());
        open(LATER).accept(List.of(order));
        var path = JobRunner.journalIn(state);
        Files.writeString(path, "half a li", StandardOpenOption.APPEND);
        var file = new FullDisk(path);
        file.full = true;

        var runner = open(file);
        assertThat(runner.outcomes()).isEmpty();
        assertThat(runner.accept(List.of(orders.collect()))).isEmpty();
        recorded(runner);
        assertThat(runner.outcomes()).isEmpty();
        assertThat(runner.toAcknowledge()).containsExactly(order.run());
        file.full = false;
        recorded(runner);

        assertThat(acted).isEmpty();
        assertThat(outcomes(runner)).containsExactly(Outcome.INTERRUPTED);
        assertThat(JournalLine.replay(Files.readAllBytes(path)).intact()).isTrue();
        assertThat(outcomes(open(AT_ONCE))).containsExactly(Outcome.INTERRUPTED);
    }

    @Test
    void aJournalThatWasLostOnAFullDiskStaysLost() throws IOException {
        var before = orders.collect();
        open(AT_ONCE).accept(List.of(before));
        Files.delete(JobRunner.journalIn(state));
        var file = new FullDisk(JobRunner.journalIn(state));
        file.full = true;
        var runner = open(file);
        recorded(runner);
        assertThat(runner.journalLost()).isTrue();

        file.full = false;
        recorded(runner);
        runner.accept(List.of(before));

        assertThat(runner.journalLost()).isFalse();
        assertThat(outcomes(runner)).containsExactly(Outcome.INTERRUPTED);
        assertThat(acted).containsExactly(before.run());
    }

    private JobRunner open(AppendFile file) {
        return JobRunner.open(
                state,
                RunJournal.open(file, orders.enrollment),
                orders::bearer,
                clocks(),
                this::act,
                AT_ONCE,
                () -> {});
    }

    @Test
    void sendsTheOutputInChunksOnceTheOutcomeIsRecorded() {
        var printed = new byte[150_000];
        printed[149_999] = 7;
        var runner =
                open(
                        AT_ONCE,
                        (run, action) ->
                                new ActionResult(
                                        Outcome.SUCCEEDED,
                                        Optional.of(0),
                                        "",
                                        new KeptOutput(150_000, Bytes.copyOf(printed))));
        var order = orders.collect();
        runner.accept(List.of(order));
        assertThat(runner.nextOutput()).isEmpty();
        assertThat(runner.outcomes().getFirst().outputKept()).isEqualTo(150_000);

        recorded(runner, order);
        var received = new ByteArrayOutputStream();
        while (runner.nextOutput().isPresent()) {
            var chunk = runner.nextOutput().orElseThrow();
            assertThat(chunk.offset()).isEqualTo(received.size());
            received.writeBytes(chunk.chunk().toArray());
            runner.outputReceived(chunk);
        }

        assertThat(received.toByteArray()).isEqualTo(printed);
        assertThat(open(AT_ONCE).nextOutput()).isEmpty();
    }

    @Test
    void theHolderCanReadWhatRan() {
        var order = orders.lease(orders.job(Orders.script("echo hello")), Orders.run());
        var job = Json.strict().readValue(order.order().payload().toArray(), JobOrder.class).job();
        open(AT_ONCE).accept(List.of(order));

        assertThat(state.resolve("runs.log"))
                .content()
                .isEqualTo(
                        "2026-09-01T08:00:00Z  sh script "
                                + Digest.of("echo hello")
                                + "  job "
                                + job
                                + "  run "
                                + order.run()
                                + "  succeeded\n");
    }

    @Test
    void closingStopsWhatRunsAndTheNextLifeAnswersForIt() {
        var begun = new CountDownLatch(1);
        var runner =
                open(
                        THREADS,
                        (run, action) -> {
                            begun.countDown();
                            new CountDownLatch(1).await();
                            throw new IllegalStateException("never reached");
                        });
        RunOrder order = orders.lease(orders.job(Orders.script("x")), Orders.run());
        runner.accept(List.of(order));
        await().until(() -> begun.getCount() == 0);

        runner.close();

        assertThat(outcomes(open(AT_ONCE))).containsExactly(Outcome.INTERRUPTED);
        assertThat(acted).isEmpty();
    }
}
