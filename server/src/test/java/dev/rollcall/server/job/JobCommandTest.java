package dev.rollcall.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.cli.CommandRun;
import dev.rollcall.server.cli.client.ClientSettings;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.query.DeviceSelection;
import dev.rollcall.server.device.query.FleetsReadAnew;
import dev.rollcall.server.device.query.QueryContexts;
import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.inventory.Bodies;
import dev.rollcall.server.inventory.StoredContents;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestOffice;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs as a technician gives them at the command line, against the real routes and ledger. */
class JobCommandTest {

    @TempDir private Path home;
    private TestDatabase.Fresh database;
    private LedgerRoom room;
    private TestHttp http;

    @BeforeEach
    void start() throws CertificateEncodingException {
        database = TestDatabase.H2.fresh();
        room = new LedgerRoom(database.database());
        var office = new TestOffice(room.fleet);
        office.person("tech", Role.TECHNICIAN, room.fleet.root());
        var contexts = new QueryContexts(room.fleet.units(), (h, d) -> List.of());
        var fleets = new FleetsReadAnew(new StoredContents(new Bodies()));
        var routes =
                new JobRoutes(
                        room.database,
                        room.jobs,
                        room.outputs,
                        new QueryTargets(new DeviceSelection(contexts, fleets), room.fleet),
                        new AuditLog(new Random(1)),
                        (district, enrollments, urgency, reason) -> {});
        http = TestHttp.start(office, List.of(routes));
        new ClientSettings(
                        URI.create("https://localhost:" + http.port() + "/"),
                        Digest.of(http.tls().root().getEncoded()),
                        "tech",
                        Optional.empty(),
                        "tech",
                        Optional.of("lincoln"))
                .save(home.resolve(".config/rollcall/client.json"));
    }

    @AfterEach
    void stop() {
        http.close();
        database.close();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(home, arguments);
    }

    private void finish(EnrolledDevice device, Outcome outcome, String message) {
        var order =
                room.database
                        .write(h -> room.runs.work(h, device, Urgency.BACKGROUND, 1, 0, room.now))
                        .orders()
                        .getFirst();
        var said =
                new RunOutcome(
                        order.run(),
                        outcome,
                        Optional.of(outcome == Outcome.SUCCEEDED ? 0 : 1),
                        message,
                        Duration.ofSeconds(1),
                        Optional.of(Duration.ZERO),
                        0,
                        0);
        room.database.change(h -> room.runs.finish(h, device, List.of(said), room.now));
    }

    private void jobsAre(long count) {
        Awaitility.await()
                .until(() ->
                        room.database.read(h ->
                                h.createQuery("SELECT COUNT(*) FROM job_order")
                                        .mapTo(Long.class)
                                        .one())
                                == count);
    }

    @Test
    void aWatchedJobThatFailedInPartEndsWithFiveAndIsTriedAgain() {
        var devices = room.fleet.devices(2, room.fleet.lab());

        var watching =
                CompletableFuture.supplyAsync(() ->
                        run(
                                "job",
                                "run",
                                "org:lincoln",
                                "--restart-service",
                                "cups.service",
                                "--yes",
                                "--watch"));
        jobsAre(1);
        finish(devices.getFirst(), Outcome.SUCCEEDED, "");
        finish(devices.getLast(), Outcome.FAILED, "dpkg was interrupted");
        var watched = watching.join();

        var stands =
                "succeeded 1 · failed 1 (\"dpkg was interrupted\" ×1)"
                        + " · retry: rollcall job retry J-1 --failed";
        assertThat(watched.code()).as(watched.err()).isEqualTo(ExitCode.PARTIAL.number());
        assertThat(watched.out()).contains(stands);
        assertThat(run("job", "show", "J-1").out()).isEqualToIgnoringNewLines(stands);
        assertThat(run("job", "list").out()).startsWith("newest J-1 · shown 1");

        var again =
                CompletableFuture.supplyAsync(
                        () -> run("job", "retry", "J-1", "--failed", "--watch"));
        jobsAre(2);
        finish(devices.getLast(), Outcome.SUCCEEDED, "");

        assertThat(again.join().code()).as(again.join().err()).isZero();
        assertThat(run("job", "show", "J-1").out()).isEqualToIgnoringNewLines("succeeded 2");
    }

    @Test
    void aWatchEndsAtTheDeadlineAndSaysThatADeviceIsStillAtIt() {
        var device = room.fleet.devices(1, room.fleet.lab()).getFirst();
        run("job", "run", "org:lincoln", "--restart-service", "cups.service", "--yes");
        room.database.change(h -> {
            var run =
                    room.runs
                            .work(h, device, Urgency.BACKGROUND, 1, 0, room.now)
                            .orders()
                            .getFirst()
                            .run();
            room.runs.begin(h, device, List.of(run), room.now);
        });
        room.forward(Duration.ofDays(2));

        var watched = run("job", "show", "J-1", "--watch");

        assertThat(watched.code()).isEqualTo(ExitCode.PARTIAL.number());
        assertThat(watched.out()).isEqualToIgnoringNewLines("running late 1");
        assertThat(watched.err())
                .contains(
                        "past the deadline, and 1 still running; see rollcall job show J-1 --runs");
        assertThat(run("job", "show", "J-1", "--runs").out()).contains("running, late");
    }

    @Test
    void whatHasNotBegunIsTakenBack() {
        room.fleet.devices(2, room.fleet.lab());
        assertThat(run("job", "run", "org:lincoln", "--collect-inventory", "--yes").code())
                .isZero();

        var cancelled = run("job", "cancel", "J-1");

        assertThat(cancelled.code()).isZero();
        assertThat(cancelled.out()).isEqualToIgnoringNewLines("cancelled 2");
        assertThat(run("job", "show", "J-1", "--json").out()).contains("\"cancelled\" : 2");
    }

    @Test
    void withoutAPreviewThatWasConfirmedNothingRuns() {
        room.fleet.devices(2, room.fleet.lab());

        var asked = run("job", "run", "org:lincoln", "--collect-inventory");

        assertThat(asked.code()).isNotZero();
        assertThat(asked.out() + asked.err()).contains("runs 2");
        assertThat(run("job", "list").out()).isEqualToIgnoringNewLines("no jobs");
    }
}
