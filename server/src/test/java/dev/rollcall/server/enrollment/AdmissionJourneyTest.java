package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.enrollment.Enroller;
import dev.rollcall.agent.enrollment.Enroller.Answer;
import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.Applicant;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Who may join, and who decides, as devices and technicians live it. */
class AdmissionJourneyTest {

    private static final String LINCOLN = "/api/v1/districts/lincoln";
    private static final String LAB =
            "{'uses':3,'note':'new lab','serials':['PF3K7Q2A','PF3K7Q2B','PF3K7Q2C'],"
                    + "'addresses':['127.0.0.0/8','::1']}";

    private static final int ROOM = 8;

    @TempDir private Path folder;

    private JsonNode token(TestServer server, String body) {
        return Applicant.token(server, "lincoln", "lin", body);
    }

    private Applicant device(TestServer server, String serial) {
        return new Applicant(server, serial, folder.resolve("device-" + serial));
    }

    private static TestHttp.Answer decide(TestServer server, String body) {
        return server.send("POST", LINCOLN + "/reviews/decisions", "lin", body.replace('\'', '"'));
    }

    private static JsonNode review(TestServer server, String name) {
        return server.get(LINCOLN + "/reviews/" + name, "lin").json();
    }

    private static List<JsonNode> groups(TestServer server) {
        return List.copyOf(
                server.get(LINCOLN + "/reviews/groups", "lin")
                        .json()
                        .path("items")
                        .valueStream()
                        .toList());
    }

    private static int used(TestServer server, JsonNode token) {
        var id = token.at("/token/id").stringValue();
        return server.get(LINCOLN + "/tokens", "lin")
                .json()
                .path("items")
                .valueStream()
                .filter(t -> t.path("id").stringValue().equals(id))
                .findFirst()
                .orElseThrow()
                .path("used")
                .intValue();
    }

    @StorageTest
    void ofAHundredThatAskAtOnceWithATokenForOneDeviceOneJoins(TestDatabase engine)
            throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var one = token(server, "{}");
            var together = new CyclicBarrier(100);
            var asking =
                    IntStream.range(0, 100)
                            .mapToObj(i ->
                                    (Callable<String>)
                                            () -> {
                                                var device = device(server, "PF3K7Q" + i);
                                                together.await();
                                                try {
                                                    return device.asks(one)
                                                            .getClass()
                                                            .getSimpleName();
                                                } catch (EnrollmentException e) {
                                                    return e.getMessage();
                                                }
                                            })
                            .toList();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var said = threads.invokeAll(asking).stream().map(Future::resultNow).toList();

                assertThat(said).filteredOn("Joined"::equals).hasSize(1);
                assertThat(said)
                        .filteredOn(answer -> !answer.equals("Joined"))
                        .allSatisfy(answer -> assertThat(answer).contains("no uses left"));
            }
            assertThat(server.get(LINCOLN + "/devices", "lin").json().path("items")).hasSize(1);
            assertThat(used(server, one)).isEqualTo(1);
        }
    }

    @StorageTest
    void aLabWhoseSerialsAndNetworkAreKnownJoinsByItself(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var lab = token(server, LAB);

            assertThat(device(server, "PF3K7Q2A").asks(lab)).isInstanceOf(Answer.Joined.class);
            assertThat(device(server, " pf3k7q2b ").asks(lab)).isInstanceOf(Answer.Joined.class);

            // who says to be one that is here already is not believed
            var second = new Applicant(server, "PF3K7Q2A", folder.resolve("second"));
            assertThat(second.asks(lab)).isInstanceOf(Answer.Waiting.class);
            assertThat(review(server, "R-1").path("kind").stringValue()).isEqualTo("not-listed");
        }
    }

    @StorageTest
    void aWrongSerialWaitsAndAWrongAddressWaits(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var lab = token(server, LAB);
            var elsewhere =
                    token(
                            server,
                            "{'uses':2,'serials':['PF3K7Q2A','PF3K7Q2B'],'addresses':['10.4.0.0/16']}");

            assertThat(device(server, "PF3K7Q2X").asks(lab)).isInstanceOf(Answer.Waiting.class);
            assertThat(device(server, "PF3K7Q2A").asks(elsewhere))
                    .isInstanceOf(Answer.Waiting.class);

            assertThat(groups(server))
                    .extracting(g -> g.path("kind").stringValue())
                    .containsExactly("not-listed", "outside");
        }
    }

    @StorageTest
    void aTokenForOneDeviceRefusesEveryOther(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var bound = token(server, "{'serials':['PF3K7Q2A']}");

            assertThatThrownBy(() -> device(server, "PF3K7Q2X").asks(bound))
                    .isInstanceOf(EnrollmentException.class)
                    .hasMessageContaining("other serial numbers");
            assertThatThrownBy(() ->
                            device(server, "PF3K7Q2A")
                                    .asks(token(server, "{'addresses':['10.4.0.0/16']}")))
                    .hasMessageContaining("other addresses");
            assertThat(device(server, "PF3K7Q2A").asks(bound)).isInstanceOf(Answer.Joined.class);
        }
    }

    @StorageTest
    void whoWaitsGetsNothingUntilATechnicianApproves(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var many = token(server, "{'uses':30,'note':'loaners'}");
            var device = device(server, "PF3K7Q2A");

            assertThat(device.asks(many))
                    .isEqualTo(new Answer.Waiting("R-1", Duration.ofSeconds(5)));
            assertThat(device.folder().read("identity.json")).isEmpty();
            assertThat(device.folder().read("trust-bundle.json")).isEmpty();
            assertThat(used(server, many)).isEqualTo(1);
            server.forward(Duration.ofMinutes(8));
            assertThat(device.asksAgain())
                    .isInstanceOfSatisfying(
                            Answer.Waiting.class,
                            w ->
                                    assertThat(w.after())
                                            .isBetween(
                                                    Duration.ofMinutes(2), Duration.ofMinutes(3)));

            var approved = decide(server, "{'decision':'approve','reviews':['R-1']}");

            assertThat(approved.json().path("count").intValue()).isEqualTo(1);
            assertThat(device.asksAgain()).isInstanceOf(Answer.Joined.class);
            var agent = device.joined("pc-1");
            assertThat(agent.checkIn(server.gatewayPort(), List.of()).orders()).isEmpty();
            var review = review(server, "R-1");
            assertThat(review.path("state").stringValue()).isEqualTo("approved");
            assertThat(review.path("enrollment").stringValue())
                    .isEqualTo(agent.identity().enrollment().toString());
            assertThat(used(server, many)).isEqualTo(1);
        }
    }

    @StorageTest
    void whoIsDeniedIsToldWhyAndADenialCanBeTakenBack(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var two = token(server, "{'uses':2}");
            var device = device(server, "PF3K7Q2A");
            var _ = device.asks(two);

            assertThat(decide(server, "{'decision':'deny','reviews':['R-1']}").text())
                    .contains("say why");
            var _ =
                    decide(
                            server,
                            "{'decision':'deny','reviews':['R-1'],'reason':'not one of ours'}");

            assertThatThrownBy(device::asksAgain)
                    .isInstanceOf(EnrollmentException.class)
                    .hasMessageContaining("not one of ours");
            assertThat(used(server, two)).isZero();
            assertThat(decide(server, "{'decision':'approve','reviews':['R-1']}").text())
                    .contains("R-1: it is decided already");

            var _ = decide(server, "{'decision':'reopen','reviews':['R-1']}");
            assertThat(used(server, two)).isEqualTo(1);
            assertThat(device.asksAgain()).isInstanceOf(Answer.Waiting.class);
            var _ = decide(server, "{'decision':'approve','reviews':['R-1']}");
            assertThat(device.asksAgain()).isInstanceOf(Answer.Joined.class);
        }
    }

    @StorageTest
    void aDenialIsNotTakenBackOnceSomebodyElseHasItsUse(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var two = token(server, "{'uses':2}");
            var _ = device(server, "PF3K7Q2A").asks(two);
            var _ = device(server, "PF3K7Q2B").asks(two);
            var _ = decide(server, "{'decision':'deny','reviews':['R-1'],'reason':'no'}");
            var _ = device(server, "PF3K7Q2C").asks(two);

            assertThat(decide(server, "{'decision':'reopen','reviews':['R-1']}").text())
                    .contains("no uses left");
            assertThatThrownBy(() -> device(server, "PF3K7Q2D").asks(two))
                    .hasMessageContaining("no uses left");
        }
    }

    @StorageTest
    void anExpiredTokenIsAQuestionAndNotSilence(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var one = token(server, "{'validFor':'PT1H'}");
            server.forward(Duration.ofHours(2));
            var device = device(server, "PF3K7Q2A");

            assertThat(device.asks(one)).isInstanceOf(Answer.Waiting.class);

            assertThat(review(server, "R-1").path("kind").stringValue()).isEqualTo("expired-token");
            var _ = decide(server, "{'decision':'approve','reviews':['R-1']}");
            assertThat(device.asksAgain()).isInstanceOf(Answer.Joined.class);
        }
    }

    @StorageTest
    void anAgentThatIsStoppedWhileItWaitsGoesOnWithItsKey(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var device = device(server, "PF3K7Q2A");
            var _ = device.asks(token(server, "{'uses':2}"));
            var _ = decide(server, "{'decision':'approve','reviews':['R-1']}");

            // another process on the same folder, without a token
            var restarted = device(server, "PF3K7Q2A");
            assertThat(Enroller.waitingAs(restarted.folder())).contains("R-1");
            assertThat(restarted.asksAgain()).isInstanceOf(Answer.Joined.class);

            assertThat(Enroller.waitingAs(restarted.folder())).isEmpty();
            assertThat(restarted.joined("pc-1").checkIn(server.gatewayPort(), List.of()))
                    .isNotNull();
        }
    }

    @StorageTest
    void aStrangerWithoutATokenIsAskedForOne(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var stranger = device(server, "PF3K7Q2A");
            var spent = token(server, "{}");
            assertThatThrownBy(
                            () -> {
                                var _ = device(server, "PF3K7Q2B").asks(spent);
                                stranger.asks(spent);
                            })
                    .hasMessageContaining("no uses left");
            assertThatThrownBy(stranger::asksAgain).hasMessageContaining("with a token");
        }
    }

    @StorageTest
    void fiveHundredOfOneTokenAreOneLineAndOneCommand(TestDatabase engine) throws Exception {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            rooms.waiting(500);

            var reviews =
                    new Reviews(
                            rooms.tokens(),
                            rooms.audit(),
                            (h, review, approved, same, by) -> {},
                            (h, wanted) -> {});
            var scope = List.of(rooms.root());
            var groups =
                    fresh.database()
                            .read(h ->
                                    reviews.groups(
                                            h,
                                            rooms.district(),
                                            scope,
                                            Review.State.WAITING,
                                            0,
                                            10));
            assertThat(groups).hasSize(1).first().extracting(Reviews.Group::count).isEqualTo(500);

            rooms.approveAll(reviews);

            var left =
                    fresh.database()
                            .read(h ->
                                    reviews.groups(
                                            h,
                                            rooms.district(),
                                            scope,
                                            Review.State.WAITING,
                                            0,
                                            10));
            assertThat(left).isEmpty();
        }
    }

    @StorageTest
    void allButSomeAreDecidedAndOnlyWhileTheirNumberIsWhatItWas(TestDatabase engine)
            throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var loaners = token(server, "{'uses':9}");
            for (var serial : List.of("PF3K7Q2A", "PF3K7Q2B", "PF3K7Q2C")) {
                var _ = device(server, serial).asks(loaners);
            }
            var id = loaners.at("/token/id").stringValue();

            assertThat(
                            decide(
                                            server,
                                            "{'decision':'approve','token':'%s','expected':2}"
                                                    .formatted(id))
                                    .text())
                    .contains("there are 3 now, and not 2");
            var done =
                    decide(
                            server,
                            "{'decision':'approve','group':'G-1','except':['R-2'],'expected':2}");

            assertThat(done.json().path("reviews").valueStream().map(JsonNode::stringValue))
                    .containsExactly("R-1", "R-3");
            assertThat(groups(server).getFirst().path("count").intValue()).isEqualTo(1);
        }
    }

    @StorageTest
    void whoAskedWithATokenThatWasRevokedSinceIsApprovedByNameOnly(TestDatabase engine)
            throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var leaked = token(server, "{'uses':9}");
            var ours = device(server, "PF3K7Q2A");
            var theirs = device(server, "PF3K7Q2B");
            assertThat(ours.asks(leaked)).isInstanceOf(Answer.Waiting.class);
            assertThat(theirs.asks(leaked)).isInstanceOf(Answer.Waiting.class);
            assertThat(groups(server).getFirst().has("tokenRevokedAt")).isFalse();
            server.send(
                    "POST",
                    LINCOLN + "/tokens/" + leaked.at("/token/id").stringValue() + "/revoke",
                    "lin",
                    "{}");

            var all = decide(server, "{'decision':'approve','group':'G-1'}");

            assertThat(all.status()).isEqualTo(409);
            assertThat(all.text()).contains("the token of R-1, R-2 was revoked on", "by name");
            assertThat(groups(server).getFirst().has("tokenRevokedAt")).isTrue();
            assertThat(review(server, "R-1").has("tokenRevokedAt")).isTrue();
            assertThat(ours.asksAgain()).isInstanceOf(Answer.Waiting.class);
            assertThat(decide(server, "{'decision':'approve','reviews':['R-1']}").status())
                    .isEqualTo(200);
            assertThat(
                            decide(server, "{'decision':'deny','group':'G-1','reason':'leaked'}")
                                    .status())
                    .isEqualTo(200);
            assertThat(ours.asksAgain()).isInstanceOf(Answer.Joined.class);
            assertThatThrownBy(theirs::asksAgain).hasMessageContaining("leaked");
        }
    }

    @StorageTest
    void ofSeveralThatMayBeOneDeviceOneIsApprovedAsIt(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var known = device(server, "PF3K7Q2A");
            assertThat(known.asks(token(server, "{}"))).isInstanceOf(Answer.Joined.class);
            known.joined("pc-1").hardware(server.gatewayPort(), "PF3K7Q2A");
            var many = token(server, "{'uses':9}");
            for (var name : List.of("second", "third")) {
                var copy = new Applicant(server, "PF3K7Q2A", folder.resolve(name));
                assertThat(copy.asks(many)).isInstanceOf(Answer.Waiting.class);
            }

            var both = decide(server, "{'decision':'approve','group':'G-1','as':'same'}");

            assertThat(both.status()).isEqualTo(409);
            assertThat(both.text()).contains("R-1, R-2 may all be the device");
            assertThat(review(server, "R-1").path("state").stringValue()).isEqualTo("waiting");
            assertThat(
                            decide(server, "{'decision':'approve','reviews':['R-2'],'as':'same'}")
                                    .status())
                    .isEqualTo(200);
            assertThat(decide(server, "{'decision':'approve','reviews':['R-1']}").status())
                    .isEqualTo(200);
        }
    }

    @StorageTest
    void aRoomOfKnownDevicesThatWasImagedIsOneLineAndOneCommand(TestDatabase engine)
            throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var serials = IntStream.range(0, ROOM).mapToObj("PF3K7Q%02d"::formatted).toList();
            for (var serial : serials) {
                var device = device(server, serial);
                assertThat(device.asks(token(server, "{}"))).isInstanceOf(Answer.Joined.class);
                device.joined(serial).hardware(server.gatewayPort(), serial);
            }
            var before = devices(server);
            var room = token(server, "{'uses':9,'note':'lab-204'}");
            var imaged =
                    serials.stream()
                            .map(serial ->
                                    new Applicant(
                                            server, serial, folder.resolve("imaged-" + serial)))
                            .toList();
            for (var device : imaged) {
                assertThat(device.asks(room)).isInstanceOf(Answer.Waiting.class);
            }

            assertThat(groups(server)).hasSize(1);
            assertThat(groups(server).getFirst().path("count").intValue()).isEqualTo(ROOM);
            var decided =
                    decide(server, "{'decision':'approve','group':'G-1','as':'same','expected':8}");

            assertThat(decided.status()).as(decided.text()).isEqualTo(200);
            for (var device : imaged) {
                assertThat(device.asksAgain()).isInstanceOf(Answer.Joined.class);
            }
            assertThat(devices(server)).isEqualTo(before).hasSize(ROOM);
            assertThat(groups(server)).isEmpty();
        }
    }

    private static List<String> devices(TestServer server) {
        return server.get(LINCOLN + "/devices?limit=100", "lin")
                .json()
                .path("items")
                .valueStream()
                .map(d -> d.path("id").stringValue())
                .sorted()
                .toList();
    }
}
