package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.enrollment.Enroller.Answer;
import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.Applicant;
import dev.rollcall.server.testing.TestAgent;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One laptop that has two records, and how it gets one again. */
class MergeJourneyTest {

    private static final String LINCOLN = "/api/v1/districts/lincoln";
    private static final String SERIAL = "PF3K7Q2A";

    @TempDir private Path folder;

    /** The laptop as it was, and as it is since somebody installed it anew. */
    private record Twice(TestAgent before, TestAgent after, String old, String fresh) {}

    private Twice twice(TestServer server) throws EnrollmentException {
        var before = joins(server, "before", "lab-204-07");
        var old = devices(server).getFirst();
        ok(server, "PATCH", "/devices/" + old, "{'label':'LHS-0417'}");
        server.forward(Duration.ofMinutes(1));
        var after = joins(server, "after", "lab-204-new");
        var fresh =
                devices(server).stream().filter(id -> !id.equals(old)).findFirst().orElseThrow();
        server.forward(Duration.ofMinutes(1));
        return new Twice(before, after, old, fresh);
    }

    private TestAgent joins(TestServer server, String life, String hostname)
            throws EnrollmentException {
        var machine = new Applicant(server, SERIAL, folder.resolve(life));
        var token = Applicant.token(server, "lincoln", "lin", "{}");
        assertThat(machine.asks(token)).isInstanceOf(Answer.Joined.class);
        var agent = machine.joined(hostname);
        agent.checkIn(server.gatewayPort(), List.of());
        agent.hardware(server.gatewayPort(), SERIAL);
        return agent;
    }

    private static TestHttp.Answer ok(TestServer server, String method, String path, String body) {
        var answer = send(server, method, path, body);
        assertThat(answer.status()).as(answer.text()).isIn(200, 201);
        return answer;
    }

    private static TestHttp.Answer send(
            TestServer server, String method, String path, String body) {
        return server.send(method, LINCOLN + path, "lin", body.replace('\'', '"'));
    }

    private static TestHttp.Answer merge(TestServer server, Twice laptop, String more) {
        return send(
                server,
                "POST",
                "/devices/" + laptop.fresh() + "/merge",
                "{'into':'%s','reason':'same laptop, new image'%s}".formatted(laptop.old(), more));
    }

    private static List<String> devices(TestServer server) {
        return items(server, "/devices").stream().map(d -> d.path("id").stringValue()).toList();
    }

    private static List<JsonNode> items(TestServer server, String path) {
        return server.get(LINCOLN + path, "lin").json().path("items").valueStream().toList();
    }

    private static JsonNode show(TestServer server, String device) {
        return server.get(LINCOLN + "/devices/" + device, "lin").json();
    }

    private static JsonNode showAt(TestServer server, String device, Instant at) {
        return server.get(LINCOLN + "/devices/" + device + "?as-of=" + at, "lin").json();
    }

    private static long exported(TestServer server, Instant at) {
        return server.get(LINCOLN + "/exports/devices/coverage?as-of=" + at, "lin")
                .json()
                .path("devices")
                .longValue();
    }

    @StorageTest
    void aLaptopThatWasInstalledAnewIsOneDeviceAgain(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var laptop = twice(server);
            var then = server.now();
            server.forward(Duration.ofMinutes(5));

            assertThat(merge(server, laptop, "").text())
                    .contains("both are alive", laptop.old(), laptop.fresh());
            var merged = merge(server, laptop, ",'end':'%s'".formatted(laptop.old()));

            assertThat(merged.status()).as(merged.text()).isEqualTo(200);
            assertThat(merged.json().path("enrollmentCarried").booleanValue()).isTrue();
            assertThat(devices(server)).containsExactly(laptop.old());
            var one = show(server, laptop.old());
            assertThat(one.path("status").stringValue()).isEqualTo("enrolled");
            assertThat(one.path("label").stringValue()).isEqualTo("LHS-0417");
            assertThat(one.path("enrollments")).hasSize(2);
            assertThat(one.at("/parts/0/id").stringValue()).isEqualTo(laptop.fresh());
            assertThat(one.at("/sections/0/kind").stringValue()).isEqualTo("hardware");
            var part = show(server, laptop.fresh());
            assertThat(part.path("status").stringValue()).isEqualTo("merged");
            assertThat(part.at("/merged/name").stringValue()).isEqualTo("LHS-0417");
            assertThat(part.at("/merged/by").stringValue()).isEqualTo("lin");
            assertThat(items(server, "/reviews").getFirst().path("state").stringValue())
                    .isEqualTo("approved");

            // history is not rewritten
            server.forward(Duration.ofMinutes(5));
            assertThat(exported(server, then)).isEqualTo(2);
            assertThat(exported(server, server.now())).isEqualTo(1);
            assertThat(showAt(server, laptop.fresh(), then).path("status").stringValue())
                    .isEqualTo("enrolled");
            assertThat(showAt(server, laptop.old(), then).path("parts")).isEmpty();

            // what uses the key that ended is sent away; a record that is a part is acted on no
            // more
            assertThat(laptop.before().checkIn(server.gatewayPort(), "boot-1", Optional.empty()))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.code()).isEqualTo("identity-superseded"));
            assertThat(
                            send(
                                            server,
                                            "POST",
                                            "/devices/" + laptop.fresh() + "/revoke",
                                            "{'reason':'x'}")
                                    .text())
                    .contains("is merged into " + laptop.old());
        }
    }

    @StorageTest
    void theConversationGoesOnUnderTheOtherRecord(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var laptop = twice(server);
            var after = laptop.after();
            var given = after.checkIn(server.gatewayPort(), List.of()).continuation();
            var forgot = show(server, laptop.fresh()).path("stateLostAt").asString("");
            server.forward(Duration.ofMinutes(1));
            try (var session = after.connect(server.gatewayPort())) {
                given = ((CheckInReply) session.ask(echoing(given))).continuation();
                var merged = merge(server, laptop, ",'end':'%s'".formatted(laptop.old()));
                assertThat(merged.status()).as(merged.text()).isEqualTo(200);
                assertThat(session.endsQuietly()).isTrue();
            }
            assertThat(show(server, laptop.old()).path("presence").stringValue()).isEqualTo("seen");

            server.forward(Duration.ofMinutes(10));
            try (var session = after.connect(server.gatewayPort())) {
                given = ((CheckInReply) session.ask(echoing(given))).continuation();
                server.forward(Duration.ofMinutes(10));
                var reply = (CheckInReply) session.ask(echoing(given));
                assertThat(reply.reenroll()).isEmpty();
            }

            var one = show(server, laptop.old());
            assertThat(one.path("stateLostAt").asString("")).isEqualTo(forgot);
            assertThat(Instant.parse(one.path("lastCheckIn").stringValue()))
                    .isAfter(server.now().minus(Duration.ofMinutes(2)));
            after.hardware(server.gatewayPort(), SERIAL);
            assertThat(items(server, "/clones")).isEmpty();
            assertThat(items(server, "/reviews")).hasSize(1);
        }
    }

    private static CheckIn echoing(String continuation) {
        return new CheckIn(
                "boot-1",
                Optional.of(continuation),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
    }

    @StorageTest
    void openRunsAreNeitherLostNorAskedTwice(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var laptop = twice(server);
            ok(
                    server,
                    "POST",
                    "/devices/" + laptop.old() + "/revoke",
                    "{'reason':'installed anew'}");
            var leased = job(server);
            var taken = job(server);
            var orders = laptop.after().checkIn(server.gatewayPort(), List.of()).orders();
            assertThat(orders).hasSize(2);
            var first = orders.getFirst();
            laptop.after().checkIn(server.gatewayPort(), List.of(orders.getLast().run()));

            assertThat(merge(server, laptop, "").status()).isEqualTo(200);

            // what the agent has not confirmed is handed out again, with the proof that it had
            var again = laptop.after().checkIn(server.gatewayPort(), List.of()).orders();
            assertThat(again).extracting(RunOrder::run).containsExactly(first.run());
            assertThat(again.getFirst().device().toString()).isEqualTo(laptop.fresh());
            isProven(again.getFirst());
            var recorded =
                    laptop.after()
                            .checkIn(
                                    server.gatewayPort(),
                                    List.of(first.run()),
                                    List.of(done(first), done(orders.getLast())))
                            .recorded();
            assertThat(recorded).contains(first.run(), orders.getLast().run());
            for (var job : List.of(leased, taken)) {
                var run = items(server, "/jobs/" + job + "/runs").getFirst();
                assertThat(run.path("state").stringValue()).isEqualTo("done");
                assertThat(run.path("device").stringValue()).isEqualTo(laptop.old());
            }

            // and what is new reaches it, and is found by the record that goes on
            var later = job(server);
            var order = laptop.after().checkIn(server.gatewayPort(), List.of()).orders().getFirst();
            isProven(order);
            assertThat(items(server, "/jobs/" + later + "/runs?device=" + laptop.old())).hasSize(1);
        }
    }

    private static void isProven(RunOrder order) {
        var job = Json.strict().readValue(order.order().payload().toArray(), JobOrder.class);
        assertThat(order.path().rootOf(order.leaf())).isEqualTo(job.root());
    }

    private static RunOutcome done(RunOrder order) {
        return new RunOutcome(
                order.run(),
                Outcome.SUCCEEDED,
                Optional.of(0),
                "",
                Duration.ofSeconds(1),
                Optional.of(Duration.ZERO),
                0,
                0);
    }

    private static String job(TestServer server) {
        var action = "{'type':'collect-inventory'}";
        var preview = ok(server, "POST", "/jobs/preview", "{'action':" + action + "}").json();
        return ok(
                        server,
                        "POST",
                        "/jobs",
                        "{'action':%s,'selection':'%s','runs':%d}"
                                .formatted(
                                        action,
                                        preview.path("selection").stringValue(),
                                        preview.path("runs").intValue()))
                .json()
                .path("job")
                .path("id")
                .stringValue();
    }

    @StorageTest
    void whatWasMergedByMistakeIsTwoAgain(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var laptop = twice(server);
            merge(server, laptop, ",'end':'%s'".formatted(laptop.old()));
            var merged = server.now();
            server.forward(Duration.ofMinutes(5));
            laptop.after().checkIn(server.gatewayPort(), List.of());

            var undone =
                    ok(
                            server,
                            "POST",
                            "/devices/" + laptop.fresh() + "/unmerge",
                            "{'reason':'two laptops'}");

            assertThat(undone.json().path("notes").toString())
                    .contains("stays ended: enroll that device again");
            assertThat(show(server, laptop.fresh()).path("status").stringValue())
                    .isEqualTo("enrolled");
            assertThat(show(server, laptop.old()).path("status").stringValue())
                    .isEqualTo("superseded");
            assertThat(show(server, laptop.old()).path("serial").stringValue()).isEqualTo(SERIAL);
            assertThat(show(server, laptop.old()).at("/sections/0/kind").stringValue())
                    .isEqualTo("hardware");
            server.forward(Duration.ofMinutes(5));
            var reply = laptop.after().checkIn(server.gatewayPort(), List.of());
            assertThat(reply.reenroll()).isEmpty();
            assertThat(show(server, laptop.fresh()).path("presence").stringValue())
                    .isEqualTo("seen");
            var during = merged.plus(Duration.ofMinutes(1));
            assertThat(showAt(server, laptop.fresh(), during).path("status").stringValue())
                    .isEqualTo("merged");
            assertThat(showAt(server, laptop.old(), during).path("status").stringValue())
                    .isEqualTo("enrolled");
            assertThat(exported(server, during)).isEqualTo(1);
            assertThat(
                            send(
                                            server,
                                            "POST",
                                            "/devices/" + laptop.fresh() + "/unmerge",
                                            "{'reason':'again'}")
                                    .text())
                    .contains("is not merged");
        }
    }

    @StorageTest
    void aStolenRecordAndOneOfClonesAreNotMerged(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var laptop = twice(server);
            laptop.after().copied(server.gatewayPort());
            assertThat(merge(server, laptop, "").text()).contains("C-1");
            ok(
                    server,
                    "POST",
                    "/devices/" + laptop.old() + "/retire",
                    "{'as':'stolen','reason':'taken from room 12'}");
            ok(server, "POST", "/clones/C-1/close", "{'reason':'one machine'}");

            assertThat(merge(server, laptop, "").text()).contains("retired as stolen");
            assertThat(devices(server)).contains(laptop.fresh());
        }
    }

    @StorageTest
    void bothRecordsMustBeInTheTechniciansScope(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var laptop = twice(server);
            ok(
                    server,
                    "POST",
                    "/units",
                    "{'kind':'school','slug':'north','name':'North','parent':'lincoln'}");
            ok(server, "POST", "/devices/" + laptop.fresh() + "/place", "{'unit':'north'}");
            var _ = server.person("lincoln", "lin", "kim");
            ok(server, "POST", "/grants", "{'login':'kim','unit':'north','role':'technician'}");

            var asked =
                    server.send(
                            "POST",
                            LINCOLN + "/devices/" + laptop.fresh() + "/merge",
                            "kim",
                            "{\"into\":\"%s\",\"reason\":\"mine\"}".formatted(laptop.old()));

            assertThat(asked.status()).as(asked.text()).isIn(403, 404);
            var unknown =
                    send(
                            server,
                            "POST",
                            "/devices/" + laptop.fresh() + "/merge",
                            "{'into':'0196f3a1-0000-7000-8000-000000000001','reason':'x'}");
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(devices(server)).hasSize(2);
        }
    }

    @StorageTest
    void aReviewThatSaysTheSameMerges(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var laptop = twice(server);
            var same = "{'decision':'approve','reviews':['R-1'],'as':'same'}";
            assertThat(send(server, "POST", "/reviews/decisions", same).text())
                    .contains("R-1: both are alive");
            ok(
                    server,
                    "POST",
                    "/devices/" + laptop.old() + "/revoke",
                    "{'reason':'installed anew'}");

            ok(server, "POST", "/reviews/decisions", same);

            assertThat(devices(server)).containsExactly(laptop.old());
            laptop.after().checkIn(server.gatewayPort(), List.of());
            assertThat(show(server, laptop.old()).path("status").stringValue())
                    .isEqualTo("enrolled");
        }
    }

    @StorageTest
    void aPermitOfTheRecordThatIsGivenUpHoldsForTheOther(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var laptop = twice(server);
            ok(server, "POST", "/permits", "{'device':'%s'}".formatted(laptop.fresh()));

            assertThat(merge(server, laptop, ",'end':'%s'".formatted(laptop.old())).status())
                    .isEqualTo(200);

            var permit = items(server, "/permits").getFirst();
            assertThat(permit.path("device").stringValue()).isEqualTo(laptop.old());
            assertThat(permit.path("state").stringValue()).isEqualTo("valid");
            var again = new Applicant(server, SERIAL, folder.resolve("again"));
            assertThat(again.asks(Applicant.token(server, "lincoln", "lin", "{}")))
                    .isInstanceOf(Answer.Joined.class);
            assertThat(devices(server)).containsExactly(laptop.old());
        }
    }

    @StorageTest
    void whoAnswersAReviewMustHaveARightToTheRecordThatItsOneIsPartOf(TestDatabase engine)
            throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            for (var slug : List.of("north", "south")) {
                ok(
                        server,
                        "POST",
                        "/units",
                        "{'kind':'school','slug':'%1$s','name':'%1$s','parent':'lincoln'}"
                                .formatted(slug));
            }
            var _ = server.person("lincoln", "lin", "kim");
            ok(server, "POST", "/grants", "{'login':'kim','unit':'north','role':'technician'}");
            var laptop = twice(server);
            assertThat(merge(server, laptop, ",'end':'%s'".formatted(laptop.old())).status())
                    .isEqualTo(200);
            var north = "{'unit':'north','uses':9}";
            var reimaged = new Applicant(server, SERIAL, folder.resolve("reimaged"));
            assertThat(reimaged.asks(Applicant.token(server, "lincoln", "lin", north)))
                    .isInstanceOf(Answer.Waiting.class);
            var review = items(server, "/reviews?state=waiting").getFirst();
            assertThat(review.path("candidate").stringValue()).isEqualTo(laptop.old());
            var same =
                    "{\"decision\":\"approve\",\"reviews\":[\"%s\"],\"as\":\"same\"}"
                            .formatted(review.path("review").stringValue());

            // what it possibly is becomes part of a record that kim may not change
            ok(server, "POST", "/devices/" + laptop.old() + "/place", "{'unit':'south'}");
            var refused = server.send("POST", LINCOLN + "/reviews/decisions", "kim", same);
            ok(server, "POST", "/devices/" + laptop.old() + "/place", "{'unit':'north'}");
            var allowed = server.send("POST", LINCOLN + "/reviews/decisions", "kim", same);

            // to kim there is no such record
            assertThat(refused.status()).as(refused.text()).isEqualTo(404);
            assertThat(allowed.status()).as(allowed.text()).isEqualTo(200);
        }
    }

    @StorageTest
    void anApprovalLapsesWhereTheRecordIsRetiredMeanwhile(TestDatabase engine)
            throws EnrollmentException, IOException {
        try (var server = TestServer.start(folder, engine)) {
            var _ = joins(server, "before", "lab-204-07");
            var old = devices(server).getFirst();
            var reimaged = new Applicant(server, SERIAL, folder.resolve("after"));
            var token = Applicant.token(server, "lincoln", "lin", "{\"uses\":2}");
            assertThat(reimaged.asks(token)).isInstanceOf(Answer.Waiting.class);
            var same = "{'decision':'approve','reviews':['R-1'],'as':'same'}";
            ok(server, "POST", "/reviews/decisions", same);
            ok(
                    server,
                    "POST",
                    "/devices/" + old + "/retire",
                    "{'as':'stolen','reason':'taken from room 12'}");

            assertThat(reimaged.asksAgain()).isInstanceOf(Answer.Waiting.class);

            var review = server.get(LINCOLN + "/reviews/R-1", "lin").json();
            assertThat(review.path("state").stringValue()).isEqualTo("waiting");
            assertThat(review.path("reason").stringValue())
                    .contains("lapsed")
                    .contains("retired as stolen");
            assertThat(send(server, "POST", "/reviews/decisions", same).text())
                    .contains("retired as stolen");
            assertThat(
                            ok(
                                            server,
                                            "POST",
                                            "/reviews/decisions",
                                            "{'decision':'approve','reviews':['R-1'],'as':'new'}")
                                    .status())
                    .isEqualTo(200);
            assertThat(reimaged.asksAgain()).isInstanceOf(Answer.Joined.class);
        }
    }
}
