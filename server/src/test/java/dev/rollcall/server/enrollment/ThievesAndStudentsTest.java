package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.enrollment.Enroller.Answer;
import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.server.clone.CloneRule;
import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.Applicant;
import dev.rollcall.server.testing.TestAgent;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What somebody tries who stole a laptop, or wants out of what is asked of a device. */
class ThievesAndStudentsTest {

    private static final String LINCOLN = "/api/v1/districts/lincoln";
    private static final String SERIAL = "PF3K7Q2A";
    private static final String LAB =
            "{'uses':2,'serials':['PF3K7Q2A','PF3K7Q2B'],'addresses':['127.0.0.0/8','::1']}";

    @TempDir private Path folder;
    private int lives;

    private static JsonNode token(TestServer server, String body) {
        return Applicant.token(server, "lincoln", "lin", body);
    }

    /** A machine with an empty disk. */
    private Applicant machine(TestServer server, String serial) {
        return new Applicant(server, serial, folder.resolve("life-" + lives++));
    }

    private TestAgent joined(TestServer server, String serial, String hostname)
            throws EnrollmentException {
        var machine = machine(server, serial);
        assertThat(machine.asks(token(server, "{}"))).isInstanceOf(Answer.Joined.class);
        var agent = machine.joined(hostname);
        agent.checkIn(server.gatewayPort(), List.of());
        agent.hardware(server.gatewayPort(), serial);
        return agent;
    }

    private static TestHttp.Answer send(
            TestServer server, String method, String path, String body) {
        return server.send(method, LINCOLN + path, "lin", body.replace('\'', '"'));
    }

    private static TestHttp.Answer done(TestServer server, String path, String body) {
        var answer = send(server, "POST", path, body);
        assertThat(answer.status()).as(path + " " + answer.text()).isIn(200, 201);
        return answer;
    }

    private static List<JsonNode> items(TestServer server, String path) {
        return server.get(LINCOLN + path, "lin").json().path("items").valueStream().toList();
    }

    private static List<String> devices(TestServer server) {
        return items(server, "/devices").stream().map(d -> d.path("id").stringValue()).toList();
    }

    private static JsonNode lastReview(TestServer server) {
        return items(server, "/reviews").getLast();
    }

    private static void order(TestServer server, String urgency) {
        var action =
                "{'type':'run-script','interpreter':'sh','script':'loginctl lock-sessions',"
                        + "'timeout':'PT1M','repeatable':true}";
        var preview = done(server, "/jobs/preview", "{'action':" + action + "}").json();
        done(
                server,
                "/jobs",
                "{'action':%s,'urgency':'%s','selection':'%s','runs':%d}"
                        .formatted(
                                action,
                                urgency,
                                preview.path("selection").stringValue(),
                                preview.path("runs").intValue()));
    }

    private static CheckInReply checkIn(TestServer server, TestAgent agent) {
        return agent.checkIn(server.gatewayPort(), List.of());
    }

    /** What a machine is asked to do, which it then has done. */
    private static List<RunId> obeys(TestServer server, TestAgent agent, String boot)
            throws IOException {
        try (var session = agent.connect(server.gatewayPort())) {
            var asked = (CheckInReply) session.ask(CheckIn.bare(boot));
            var runs = asked.orders().stream().map(RunOrder::run).toList();
            var outcomes = runs.stream().map(ThievesAndStudentsTest::succeeded).toList();
            var answer = session.ask(bare(boot, runs, List.of()));
            assertThat(((CheckInReply) answer).recorded()).containsAll(runs);
            answer = session.ask(bare(boot, List.of(), outcomes));
            assertThat(((CheckInReply) answer).recorded()).containsAll(runs);
            return runs;
        }
    }

    private static CheckIn bare(String boot, List<RunId> acknowledged, List<RunOutcome> outcomes) {
        return new CheckIn(
                boot,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                acknowledged,
                outcomes,
                Optional.empty(),
                List.of());
    }

    private static RunOutcome succeeded(RunId run) {
        return new RunOutcome(
                run,
                Outcome.SUCCEEDED,
                Optional.of(0),
                "",
                Duration.ofSeconds(1),
                Optional.empty(),
                0,
                0);
    }

    private static String policy(PolicyOffer offer) {
        return new String(offer.document().payload().toArray(), StandardCharsets.UTF_8);
    }

    private static void waitsAndGetsNothing(Applicant thief, JsonNode token)
            throws EnrollmentException {
        assertThat(thief.asks(token)).isInstanceOf(Answer.Waiting.class);
        assertThat(thief.folder().read("identity.json")).isEmpty();
        assertThat(thief.folder().read("trust-bundle.json")).isEmpty();
    }

    @StorageTest
    void aStolenLaptopIsShutOutWithTheDiskThatItHasAndWithAnEmptyOne(TestDatabase engine)
            throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var laptop = joined(server, SERIAL, "teacher");
            var device = devices(server).getFirst();
            done(server, "/permits", "{'device':'%s'}".formatted(device));
            done(
                    server,
                    "/devices/" + device + "/retire",
                    "{'as':'stolen','reason':'taken from room 12'}");

            // as it was taken: told why, by gateway and by EST, for a renewal and for a return
            try (var session = laptop.connect(server.gatewayPort())) {
                assertThat(session.ask(CheckIn.bare("boot-2")))
                        .isInstanceOfSatisfying(
                                Refused.class,
                                refused -> assertThat(refused.code()).isEqualTo("device-retired"));
            }
            assertThat(ReturningDevice.of(server, laptop).ask(EcKeys.generate()).status())
                    .isEqualTo(403);

            // installed anew, with every kind of token, whatever was expected before
            waitsAndGetsNothing(machine(server, SERIAL), token(server, "{}"));
            assertThat(lastReview(server).path("kind").stringValue()).isEqualTo("shut-out");
            assertThat(lastReview(server).path("suspicious").booleanValue()).isTrue();
            waitsAndGetsNothing(machine(server, SERIAL), token(server, "{'serials':['PF3K7Q2A']}"));
            waitsAndGetsNothing(machine(server, SERIAL), token(server, "{'uses':30}"));
            waitsAndGetsNothing(machine(server, " pf3k7q2a "), token(server, LAB));

            // and who approves it by mistake as the same is told
            assertThat(
                            send(
                                            server,
                                            "POST",
                                            "/reviews/decisions",
                                            "{'decision':'approve','reviews':['R-1'],'as':'same'}")
                                    .text())
                    .contains("retired as stolen");
            assertThat(devices(server)).isEmpty();
        }
    }

    @StorageTest
    void aStolenLaptopThatLiesAboutItsSerialGetsNothingThatItHadBefore(TestDatabase engine)
            throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            joined(server, SERIAL, "teacher");
            var device = devices(server).getFirst();
            order(server, "urgent");
            done(server, "/devices/" + device + "/retire", "{'as':'stolen','reason':'taken'}");

            // a token that somebody left on a stick; it says to be a machine that nobody knows
            var thief = joined(server, "XX000001", "teacher");

            assertThat(devices(server)).hasSize(1).doesNotContain(device);
            assertThat(checkIn(server, thief).orders()).isEmpty();
            // it reports what it is, and is recognized by what it cannot help to say
            thief.hardware(server.gatewayPort(), SERIAL);
            assertThat(items(server, "/reviews"))
                    .anySatisfy(review ->
                            assertThat(review.path("suspicious").booleanValue()).isTrue());
        }
    }

    @StorageTest
    void whoCopiesAKeyToAnotherMachineDodgesNoUrgentOrder(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var copied = joined(server, SERIAL, "student");
            for (var boot : List.of("laptop", "copy", "laptop", "copy")) {
                var _ = copied.checkIn(server.gatewayPort(), boot, Optional.empty());
            }
            order(server, "urgent");
            order(server, "normal");

            // the copy answers the order, so that the laptop is never asked
            assertThat(obeys(server, copied, "copy")).hasSize(1);
            assertThat(obeys(server, copied, "laptop")).isEmpty();

            // the laptop takes a new key, and the record is left to the copy
            server.forward(Duration.ofMinutes(2));
            var _ = copied.checkIn(server.gatewayPort(), "copy", Optional.empty());
            var key = EcKeys.generate();
            var given = copied.reenroll(server.httpsPort(), key, "laptop");
            assertThat(given.statusCode()).isEqualTo(200);
            var laptop = copied.with(key, given.body());
            assertThat(obeys(server, laptop, "laptop")).hasSize(1);
            assertThat(obeys(server, laptop, "laptop")).isEmpty();

            // and who keeps the record is asked as well: nobody knows which of them answered
            server.forward(CloneRule.QUIET.plusMinutes(1));
            var kept = copied.reenroll(server.httpsPort(), key = EcKeys.generate(), "copy");
            assertThat(kept.statusCode()).isEqualTo(200);
            var copy = copied.with(key, kept.body());
            assertThat(devices(server)).hasSize(2);
            assertThat(obeys(server, copy, "copy")).hasSize(2);
        }
    }

    @StorageTest
    void whoInstallsADeviceAnewFindsTheUrgentOrderAgain(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            joined(server, SERIAL, "student");
            var device = devices(server).getFirst();
            order(server, "urgent");
            order(server, "normal");
            done(server, "/permits", "{'device':'%s'}".formatted(device));

            var anew = joined(server, SERIAL, "student");

            assertThat(devices(server)).containsExactly(device);
            assertThat(obeys(server, anew, "boot-1")).hasSize(1);
            var jobs = items(server, "/jobs");
            assertThat(jobs.getLast().at("/summary/succeeded").intValue()).isEqualTo(1);
        }
    }

    @StorageTest
    void whoReadTheSerialOffTheTeachersMachineGetsNothingOfIt(TestDatabase engine)
            throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            done(server, "/units", "{'kind':'school','slug':'office','name':'Office'}");
            var teacher = joined(server, SERIAL, "teacher");
            var device = devices(server).getFirst();
            done(server, "/devices/" + device + "/place", "{'unit':'office'}");
            send(server, "PATCH", "/devices/" + device, "{'label':'LHS-0417'}");

            // even a token whose list it is on makes a record of its own, in the token's unit
            var machine = machine(server, SERIAL);
            assertThat(machine.asks(token(server, LAB))).isInstanceOf(Answer.Joined.class);
            var student = machine.joined("student");
            student.hardware(server.gatewayPort(), SERIAL);

            assertThat(devices(server)).hasSize(2).contains(device);
            assertThat(checkIn(server, teacher).reenroll()).isEmpty();
            assertThat(checkIn(server, student).reenroll()).isEmpty();
            assertThat(server.get(LINCOLN + "/devices/" + device, "lin").text())
                    .contains("LHS-0417", teacher.identity().enrollment().toString());
            var review = lastReview(server);
            assertThat(review.path("kind").stringValue()).isEqualTo("possibly-same");
            assertThat(review.path("possibly").stringValue()).isEqualTo("LHS-0417");
            assertThat(
                            server.get(LINCOLN + "/devices?query=org:office", "lin")
                                    .json()
                                    .path("items"))
                    .hasSize(1);
        }
    }

    @StorageTest
    void aPermitIsNothingForATokenOfAnotherUnit(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            done(server, "/units", "{'kind':'school','slug':'office','name':'Office'}");
            done(server, "/units", "{'kind':'school','slug':'lab','name':'Lab'}");
            joined(server, SERIAL, "teacher");
            var device = devices(server).getFirst();
            done(server, "/devices/" + device + "/place", "{'unit':'office'}");
            done(server, "/permits", "{'device':'%s'}".formatted(device));

            var student = machine(server, SERIAL);
            assertThat(student.asks(token(server, "{'unit':'lab'}")))
                    .isInstanceOf(Answer.Joined.class);
            assertThat(devices(server)).hasSize(2);
            waitsAndGetsNothing(
                    machine(server, SERIAL),
                    token(server, "{'unit':'lab','uses':30,'addresses':['127.0.0.0/8','::1']}"));

            assertThat(machine(server, SERIAL).asks(token(server, "{'unit':'office'}")))
                    .isInstanceOf(Answer.Joined.class);
            assertThat(devices(server)).hasSize(2);
        }
    }

    @StorageTest
    void noFactThatADeviceFakesChangesWhichPolicyItHas(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var student = joined(server, SERIAL, "student");
            done(server, "/units", "{'kind':'school','slug':'office','name':'Office'}");
            done(
                    server,
                    "/policies",
                    "{'source':'policy: strict\\nassign: [lincoln]\\nsettings:\\n  chromium:\\n"
                            + "    URLBlocklist: [\\'*://games.example/*\\']\\n'}");
            var before = checkIn(server, student).policy().orElseThrow();
            assertThat(policy(before)).contains("games.example");

            // another name, another machine's serial, other packages, another boot
            var faking = new TestAgent("office-01", student.identity(), student.roots());
            faking.checkIn(server.gatewayPort(), List.of());
            faking.hardware(server.gatewayPort(), "PF9TEACH");
            faking.install(server.gatewayPort(), List.of());

            var after = checkIn(server, faking).policy().orElseThrow();
            assertThat(policy(after)).isEqualTo(policy(before));
            assertThat(
                            server.get(
                                            LINCOLN
                                                    + "/devices/"
                                                    + devices(server).getFirst()
                                                    + "/policy",
                                            "lin")
                                    .text())
                    .contains("URLBlocklist");
        }
    }
}
