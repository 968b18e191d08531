package dev.rollcall.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.protocol.RunOutput;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.query.DeviceSelection;
import dev.rollcall.server.device.query.FleetsReadAnew;
import dev.rollcall.server.device.query.QueryContexts;
import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.http.TestHttp.Answer;
import dev.rollcall.server.inventory.Bodies;
import dev.rollcall.server.inventory.StoredContents;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestOffice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

class JobRoutesTest {

    private static final String JOBS = "/api/v1/districts/lincoln/jobs";
    private static final String RESTART =
            "\"action\":{\"type\":\"restart-service\",\"service\":\"cups.service\"}";
    private static final String COLLECT = "\"action\":{\"type\":\"collect-inventory\"}";

    /** The routes over a ledger, with a technician, a help desk and an auditor. */
    private record Desk(LedgerRoom room, TestHttp http, List<EnrollmentId> nudged) {

        Answer post(String token, String path, String body) {
            return http.send("POST", JOBS + path, token, body);
        }

        Answer get(String token, String path) {
            return http.get(JOBS + path, token);
        }

        /** Previews and confirms. */
        Answer ask(String token, String action, String query) {
            var words = action + ",\"query\":\"" + query + "\"";
            var preview = post(token, "/preview", "{" + words + "}");
            assertThat(preview.status()).as(preview.text()).isEqualTo(200);
            return post(
                    token,
                    "",
                    "{%s,\"selection\":%s,\"runs\":%s}"
                            .formatted(
                                    words,
                                    preview.json().get("selection"),
                                    preview.json().get("runs")));
        }
    }

    private static void with(TestDatabase engine, Consumer<Desk> test) {
        try (var fresh = engine.fresh()) {
            var room = new LedgerRoom(fresh.database());
            var office = new TestOffice(room.fleet);
            office.person("tech", Role.TECHNICIAN, room.fleet.root());
            office.person("west-tech", Role.TECHNICIAN, room.fleet.school());
            office.person("help", Role.HELP_DESK, room.fleet.root());
            office.person("auditor", Role.AUDITOR, room.fleet.root());
            var selection =
                    new DeviceSelection(
                            new QueryContexts(room.fleet.units(), (h, d) -> List.of()),
                            new FleetsReadAnew(new StoredContents(new Bodies())));
            var nudged = new ArrayList<EnrollmentId>();
            var routes =
                    new JobRoutes(
                            room.database,
                            room.jobs,
                            room.outputs,
                            new QueryTargets(selection, room.fleet),
                            new AuditLog(new Random(1)),
                            (district, enrollments, urgency, reason) -> nudged.addAll(enrollments));
            try (var http = TestHttp.start(office, List.of(routes))) {
                test.accept(new Desk(room, http, nudged));
            }
        }
    }

    private static void finish(LedgerRoom room, EnrolledDevice device, RunOutcome outcome) {
        room.database.change(h -> room.runs.finish(h, device, List.of(outcome), room.now));
    }

    @StorageTest
    void aJobIsPreviewedConfirmedWatchedAndRetried(TestDatabase engine) {
        with(
                engine,
                desk -> {
                    var room = desk.room();
                    var devices = room.fleet.devices(2, room.fleet.lab());
                    room.fleet.endEnrollment(room.device());

                    var made = desk.ask("tech", RESTART, "org:lincoln");

                    assertThat(made.status()).as(made.text()).isEqualTo(201);
                    assertThat(made.json().at("/job/number").stringValue()).isEqualTo("J-1");
                    assertThat(desk.nudged()).hasSize(2);
                    for (var device : devices) {
                        var run =
                                room.database
                                        .write(h ->
                                                room.runs.work(
                                                        h,
                                                        device,
                                                        Urgency.BACKGROUND,
                                                        1,
                                                        0,
                                                        room.now))
                                        .orders()
                                        .getFirst()
                                        .run();
                        finish(
                                room,
                                device,
                                new RunOutcome(
                                        run,
                                        Outcome.FAILED,
                                        Optional.of(1),
                                        "dpkg was interrupted",
                                        Duration.ofSeconds(2),
                                        Optional.of(Duration.ZERO),
                                        3,
                                        3));
                        room.database.change(h ->
                                room.outputs.store(
                                        h, device, new RunOutput(run, 0, 3, Bytes.utf8("abc"))));
                    }
                    assertThat(desk.get("auditor", "/J-1").json().get("line").stringValue())
                            .isEqualTo("failed 2 (\"dpkg was interrupted\" ×2)");
                    var page = desk.get("auditor", "/J-1/runs?limit=1").json();
                    var next =
                            desk.get(
                                            "auditor",
                                            "/J-1/runs?cursor=" + page.get("next").stringValue())
                                    .json();
                    assertThat(next.get("items")).hasSize(1);
                    assertThat(next.get("next")).isNull();
                    var run = page.at("/items/0/id").stringValue();
                    assertThat(
                                    desk.get("auditor", "/J-1/runs/" + run + "/output")
                                            .json()
                                            .get("text")
                                            .stringValue())
                            .isEqualTo("abc");

                    var again = desk.post("tech", "/J-1/retry", "{\"failed\":true}");

                    assertThat(again.status()).as(again.text()).isEqualTo(201);
                    assertThat(again.json().get("line").stringValue()).isEqualTo("waiting 2");
                    assertThat(
                                    desk.post("tech", "/J-1/cancel", "")
                                            .json()
                                            .get("line")
                                            .stringValue())
                            .isEqualTo("cancelled 2");
                    assertThat(desk.get("auditor", "").json().get("items")).hasSize(1);
                    long audited =
                            room.database.read(h ->
                                    h.createQuery("SELECT COUNT(*) FROM audit_event")
                                            .mapTo(Long.class)
                                            .one());
                    assertThat(audited).isEqualTo(3);
                });
    }

    @StorageTest
    void aSelectionThatChangedSinceThePreviewIsAConflict(TestDatabase engine) {
        with(
                engine,
                desk -> {
                    desk.room().device();
                    var preview =
                            desk.post("tech", "/preview", "{" + RESTART + ",\"query\":\"\"}")
                                    .json();
                    desk.room().device();

                    var refused =
                            desk.post(
                                    "tech",
                                    "",
                                    "{%s,\"query\":\"\",\"selection\":%s,\"runs\":%s}"
                                            .formatted(
                                                    RESTART,
                                                    preview.get("selection"),
                                                    preview.get("runs")));

                    assertThat(refused.status()).isEqualTo(409);
                    assertThat(refused.code()).isEqualTo("conflict");
                    assertThat(desk.get("tech", "").json().get("items")).isEmpty();
                });
    }

    @StorageTest
    void helpDeskMayOnlyWhatIsHarmlessAndAnAuditorNothing(TestDatabase engine) {
        with(
                engine,
                desk -> {
                    desk.room().device();

                    assertThat(desk.ask("help", COLLECT, "").status()).isEqualTo(201);
                    assertThat(desk.post("help", "/preview", "{" + RESTART + "}").status())
                            .isEqualTo(403);
                    assertThat(desk.post("auditor", "/preview", "{" + COLLECT + "}").status())
                            .isEqualTo(403);
                    assertThat(desk.post("auditor", "/J-1/cancel", "").status()).isEqualTo(403);
                });
    }

    @StorageTest
    void aSchoolsTechnicianReachesOnlyTheSchool(TestDatabase engine) {
        with(
                engine,
                desk -> {
                    var room = desk.room();
                    room.device();
                    room.fleet.device(room.fleet.lab());

                    var own = desk.ask("west-tech", RESTART, "");
                    var all = desk.ask("tech", RESTART, "");

                    assertThat(own.json().at("/job/runs").intValue()).isEqualTo(1);
                    assertThat(all.json().at("/job/runs").intValue()).isEqualTo(2);
                    assertThat(desk.get("west-tech", "/J-2").json().at("/summary/runs").intValue())
                            .isEqualTo(1);
                    assertThat(desk.post("west-tech", "/J-2/cancel", "").status()).isIn(403, 404);
                    assertThat(desk.post("west-tech", "/J-1/cancel", "").status()).isEqualTo(200);
                });
    }

    @StorageTest
    void whatIsNotUnderstoodIsRefusedInWords(TestDatabase engine) {
        with(
                engine,
                desk -> {
                    desk.room().device();

                    var unknown = desk.post("tech", "/preview", "{\"action\":{\"type\":\"wipe\"}}");
                    var query =
                            desk.post("tech", "/preview", "{" + RESTART + ",\"query\":\"nope:1\"}");
                    var nothing = desk.ask("tech", RESTART, "org:lincoln-lab");

                    assertThat(unknown.code()).isEqualTo("invalid-value");
                    assertThat(query.code()).isEqualTo("invalid-query");
                    assertThat(nothing.code()).isEqualTo("nothing-selected");
                    assertThat(desk.get("tech", "/J-9").code()).isEqualTo("not-found");
                    assertThat(desk.get("tech", "/rubbish").code()).isEqualTo("not-found");
                    assertThat(desk.get("tech", "/J-9/runs?cursor=x").status()).isIn(404, 422);
                });
    }
}
