package dev.rollcall.server.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.enrollment.Enroller.Answer;
import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.Applicant;
import dev.rollcall.server.testing.TestAgent;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Machines that come back: as themselves, as somebody else, or from where they were taken to. */
class CustodyJourneyTest {

    private static final String LINCOLN = "/api/v1/districts/lincoln";
    private static final String SERIAL = "PF3K7Q2A";
    private static final String REIMAGING = "{'uses':500,'addresses':['127.0.0.0/8']}";

    @TempDir private Path folder;
    private int lives;

    private static JsonNode token(TestServer server, String body) {
        return Applicant.token(server, "lincoln", "lin", body);
    }

    /** A machine with an empty disk. */
    private Applicant machine(TestServer server, String serial) {
        return new Applicant(server, serial, folder.resolve("life-" + lives++));
    }

    /** The teacher's machine, which has reported what it is, and has a label. */
    private TestAgent teachers(TestServer server) throws EnrollmentException {
        var machine = machine(server, SERIAL);
        assertThat(machine.asks(token(server, "{}"))).isInstanceOf(Answer.Joined.class);
        var agent = machine.joined("teacher");
        agent.checkIn(server.gatewayPort(), List.of());
        agent.hardware(server.gatewayPort(), SERIAL);
        send(server, "PATCH", "/devices/" + devices(server).getFirst(), "{'label':'LHS-0417'}");
        return agent;
    }

    private static TestHttp.Answer send(
            TestServer server, String method, String path, String body) {
        var answer = server.send(method, LINCOLN + path, "lin", body.replace('\'', '"'));
        assertThat(answer.status()).as(answer.text()).isLessThan(500);
        return answer;
    }

    private static List<String> devices(TestServer server) {
        return items(server, "/devices").stream().map(d -> d.path("id").stringValue()).toList();
    }

    private static List<JsonNode> items(TestServer server, String path) {
        return server.get(LINCOLN + path, "lin").json().path("items").valueStream().toList();
    }

    private static String status(TestServer server, String device) {
        return server.get(LINCOLN + "/devices/" + device, "lin").text();
    }

    @StorageTest
    void whoIsExpectedComesBackAsTheSameDevice(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var before = teachers(server);
            var device = devices(server).getFirst();
            send(server, "POST", "/permits", "{'device':'%s'}".formatted(device));

            var reimaged = machine(server, SERIAL);
            assertThat(reimaged.asks(token(server, REIMAGING))).isInstanceOf(Answer.Joined.class);
            var after = reimaged.joined("teacher");
            after.checkIn(server.gatewayPort(), List.of());
            after.hardware(server.gatewayPort(), SERIAL);

            assertThat(devices(server)).containsExactly(device);
            assertThat(status(server, device)).contains("LHS-0417");
            assertThat(items(server, "/reviews")).isEmpty();
            assertThat(items(server, "/permits").getFirst().path("state").stringValue())
                    .isEqualTo("used");
            assertThatThrownBy(() -> before.checkIn(server.gatewayPort(), List.of()))
                    .isInstanceOf(RuntimeException.class);

            // the permit was for one time
            assertThat(machine(server, SERIAL).asks(token(server, REIMAGING)))
                    .isInstanceOf(Answer.Waiting.class);
        }
    }

    @StorageTest
    void aPermitOpensNothingToATokenForManyThatIsGoodFromAnywhere(TestDatabase engine)
            throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var teacher = teachers(server);
            var device = devices(server).getFirst();
            send(server, "POST", "/permits", "{'device':'%s'}".formatted(device));

            assertThat(machine(server, SERIAL).asks(token(server, "{'uses':500}")))
                    .isInstanceOf(Answer.Waiting.class);

            var review = items(server, "/reviews").getFirst();
            assertThat(review.path("kind").stringValue()).isEqualTo("unbound-token");
            assertThat(review.path("possibly").stringValue()).isEqualTo("LHS-0417");
            assertThat(items(server, "/permits").getFirst().path("state").stringValue())
                    .isEqualTo("valid");
            teacher.checkIn(server.gatewayPort(), List.of());
        }
    }

    @StorageTest
    void aPermitIsNotForWhoeverAsksWhileTheDeviceIsConnected(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var teacher = teachers(server);
            var device = devices(server).getFirst();
            send(server, "POST", "/permits", "{'device':'%s'}".formatted(device));

            try (var _ = teacher.session(server.gatewayPort())) {
                assertThat(machine(server, SERIAL).asks(token(server, "{}")))
                        .isInstanceOf(Answer.Waiting.class);
            }

            assertThat(items(server, "/reviews").getFirst().path("kind").stringValue())
                    .isEqualTo("still-connected");
            assertThat(items(server, "/permits").getFirst().path("state").stringValue())
                    .isEqualTo("valid");
        }
    }

    @StorageTest
    void aTechnicianSaysThatItIsTheSame(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            teachers(server);
            var device = devices(server).getFirst();
            var reimaged = machine(server, SERIAL);
            assertThat(reimaged.asks(token(server, "{'uses':2}")))
                    .isInstanceOf(Answer.Waiting.class);

            var decided =
                    send(
                            server,
                            "POST",
                            "/reviews/decisions",
                            "{'decision':'approve','reviews':['R-1'],'as':'same'}");

            assertThat(decided.status()).as(decided.text()).isEqualTo(200);
            assertThat(reimaged.asksAgain()).isInstanceOf(Answer.Joined.class);
            assertThat(devices(server)).containsExactly(device);
        }
    }

    @StorageTest
    void anotherBoardIsAskedAboutOnceUnlessItIsExpected(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var teacher = teachers(server);
            var device = devices(server).getFirst();

            teacher.hardware(server.gatewayPort(), "PF9NEW01");
            teacher.hardware(server.gatewayPort(), "PF9NEW02");
            assertThat(items(server, "/reviews"))
                    .singleElement()
                    .satisfies(r ->
                            assertThat(r.path("kind").stringValue()).isEqualTo("changed-board"));

            send(
                    server,
                    "POST",
                    "/permits",
                    "{'device':'%s','purpose':'replace-board'}".formatted(device));
            teacher.hardware(server.gatewayPort(), "PF9NEW03");

            assertThat(items(server, "/reviews")).hasSize(1);
            assertThat(items(server, "/permits").getFirst().path("state").stringValue())
                    .isEqualTo("used");
            // the record is known by its new serial now
            assertThat(machine(server, "PF9NEW03").asks(token(server, "{}")))
                    .isInstanceOf(Answer.Joined.class);
            assertThat(items(server, "/reviews").getLast().path("possibly").stringValue())
                    .isEqualTo("LHS-0417");
        }
    }

    @StorageTest
    void whatManyMachinesCallThemselvesMatchesNobody(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            for (int i = 0; i < 2; i++) {
                var machine = machine(server, "Default string");
                assertThat(machine.asks(token(server, "{}"))).isInstanceOf(Answer.Joined.class);
                var agent = machine.joined("pc-" + i);
                agent.checkIn(server.gatewayPort(), List.of());
                agent.hardware(server.gatewayPort(), "Default string");
            }

            assertThat(devices(server)).hasSize(2);
            assertThat(items(server, "/reviews")).isEmpty();
        }
    }

    @StorageTest
    void permitsAreForWhatAQuerySelectsAndForNoOtherNumber(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            for (int i = 0; i < 3; i++) {
                server.enroll("lincoln", "lin", "pc-" + i);
            }

            assertThat(send(server, "POST", "/permits", "{'query':'','expected':2}").text())
                    .contains("there are 3 devices now, and not 2");
            var given = send(server, "POST", "/permits", "{'query':'','expected':3}");

            assertThat(given.json().path("count").intValue()).isEqualTo(3);
            assertThat(items(server, "/permits")).hasSize(3);
        }
    }
}
