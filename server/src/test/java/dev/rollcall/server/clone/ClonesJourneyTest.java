package dev.rollcall.server.clone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.common.protocol.RenewalReply;
import dev.rollcall.common.protocol.RenewalRequest;
import dev.rollcall.common.protocol.ServerMessage;
import dev.rollcall.common.protocol.Unsupported;
import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestAgent;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Machines that were copied, and some that were not. */
class ClonesJourneyTest {

    private static final String LINCOLN = "/api/v1/districts/lincoln";
    private static final int ROOM = 30;

    @TempDir private Path folder;

    /** A machine that holds what the image held, and remembers what it is told. */
    private static final class Machine {

        private final TestServer server;
        private final String boot;
        private final KeyPair key = EcKeys.generate();
        private TestAgent agent;
        private Optional<String> continuation;

        Machine(TestServer server, TestAgent agent, String boot, Optional<String> continuation) {
            this.server = server;
            this.agent = agent;
            this.boot = boot;
            this.continuation = continuation;
        }

        CheckInReply checkIn() {
            var reply = (CheckInReply) agent.checkIn(server.gatewayPort(), boot, continuation);
            continuation = Optional.of(reply.continuation());
            return reply;
        }

        HttpResponse<String> ask() {
            var answer = agent.reenroll(server.httpsPort(), key, boot);
            if (answer.statusCode() == 200) {
                agent = agent.with(key, answer.body());
                continuation = Optional.empty();
            }
            return answer;
        }
    }

    @StorageTest
    void aRoomOfClonesOfOneImageBecomesThirtyDevices(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var image = server.enroll("lincoln", "lin", "lab-204");
            var held = image.checkIn(server.gatewayPort(), "image", Optional.empty());
            var given = Optional.of(((CheckInReply) held).continuation());
            server.forward(Duration.ofDays(3));
            server.signIn("lin");
            var room = new ArrayList<Machine>();
            for (int i = 1; i <= ROOM; i++) {
                room.add(new Machine(server, image, "boot-of-" + i, given));
            }

            room.forEach(machine -> assertThat(machine.checkIn().reenroll()).isEmpty());
            assertThat(room.getFirst().checkIn().reenroll()).isEmpty();
            for (var machine : room.subList(1, ROOM)) {
                assertThat(machine.checkIn().reenroll()).contains("identity-cloned");
            }
            assertThat(room.getFirst().checkIn().reenroll()).contains("identity-cloned");
            assertThat(server.get(LINCOLN + "/clones", "lin").json().path("items")).hasSize(1);

            for (var machine : room.subList(0, ROOM - 1)) {
                assertThat(machine.ask().statusCode()).isEqualTo(200);
            }
            var last = room.getLast();
            var later = last.ask();
            assertThat(later.statusCode()).isEqualTo(202);
            assertThat(later.headers().firstValue("Retry-After")).contains("60");
            assertThat(numbers(server)).containsExactly(30, 29, 0, 1);

            server.forward(CloneRule.QUIET);
            var image2 = last.agent;
            assertThat(last.checkIn().reenroll()).contains("identity-cloned");
            assertThat(last.ask().statusCode()).isEqualTo(200);
            assertThat(numbers(server)).containsExactly(30, 29, 1, 0);

            var enrollments = new HashSet<String>();
            for (var machine : room) {
                assertThat(machine.checkIn().reenroll()).isEmpty();
                assertThat(machine.checkIn().reenroll()).isEmpty();
                enrollments.add(machine.agent.identity().enrollment().toString());
            }
            assertThat(enrollments).hasSize(ROOM);
            assertThat(enrollments).contains(image.identity().enrollment().toString());
            var devices = server.get(LINCOLN + "/devices", "lin").json().path("items");
            assertThat(devices).hasSize(ROOM);

            // what is still copied is told so, and becomes a device of its own as well
            var late = new Machine(server, image2, "late", given);
            assertThat(late.agent.checkIn(server.gatewayPort(), "late", given))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.code()).isEqualTo("identity-cloned"));
            assertThat(late.ask().statusCode()).isEqualTo(200);
            assertThat(late.checkIn().reenroll()).isEmpty();
            assertThat(last.checkIn().reenroll()).isEmpty();
            assertThat(numbers(server)).containsExactly(31, 30, 1, 0);
        }
    }

    @StorageTest
    void aLostAnswerIsGivenAgain(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var image = server.enroll("lincoln", "lin", "lab-204");
            image.copied(server.gatewayPort());
            var key = EcKeys.generate();

            var first = image.reenroll(server.httpsPort(), key, "copy-1");
            var second = image.reenroll(server.httpsPort(), key, "copy-1");

            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(image.with(key, second.body()).identity().certificate())
                    .isEqualTo(image.with(key, first.body()).identity().certificate());
            assertThat(numbers(server)).containsExactly(2, 1, 0, 1);
        }
    }

    @StorageTest
    void whatRestartsIsSetBackOrForgetsIsNoClone(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var agent = server.enroll("lincoln", "lin", "lab-205");
            var held = agent.checkIn(server.gatewayPort(), "first", Optional.empty());
            var image = Optional.of(((CheckInReply) held).continuation());

            // a storm of reboots, each of which keeps its state
            var now = image;
            for (int i = 0; i < 40; i++) {
                now = quiet(server, agent, "storm-" + i, now);
            }
            // a lab that restores its disk at each boot
            for (int i = 0; i < 10; i++) {
                var _ = quiet(server, agent, "restored-" + i, image);
                server.forward(Duration.ofMinutes(2));
            }
            // half-open sessions after roaming, and resume: the same boot again and again
            for (int i = 0; i < 10; i++) {
                now = quiet(server, agent, "roaming", now);
            }
            // a snapshot of a machine's memory, gone back to three times, with a restart between
            var snapshot = quiet(server, agent, "memory", now);
            for (int i = 0; i < 3; i++) {
                var _ = quiet(server, agent, "after-" + i, snapshot);
                var _ = quiet(server, agent, "memory", snapshot);
            }

            assertThat(server.get(LINCOLN + "/clones", "lin").json().path("items")).isEmpty();
        }
    }

    @StorageTest
    void machinesCopiedWithTheirMemoryAreToldApartByWhatTheyHold(TestDatabase engine)
            throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var agent = server.enroll("lincoln", "lin", "vm");
            var held = agent.checkIn(server.gatewayPort(), "same", Optional.empty());
            var given = Optional.of(((CheckInReply) held).continuation());
            var one = new Machine(server, agent, "same", given);
            var two = new Machine(server, agent, "same", given);

            assertThat(one.checkIn().reenroll()).isEmpty();
            assertThat(two.checkIn().reenroll()).isEmpty();
            assertThat(one.checkIn().reenroll()).isEmpty();
            assertThat(two.checkIn().reenroll()).contains("identity-cloned");
            assertThat(numbers(server)).containsExactly(2, 0, 0, 2);

            server.forward(Duration.ofMinutes(1));
            assertThat(one.checkIn().reenroll()).contains("identity-cloned");
            assertThat(one.ask().statusCode()).isEqualTo(200);
            assertThat(two.ask().statusCode()).isEqualTo(202);
            assertThat(numbers(server)).containsExactly(2, 1, 0, 1);
            server.forward(CloneRule.QUIET);
            assertThat(two.ask().statusCode()).isEqualTo(200);

            assertThat(numbers(server)).containsExactly(2, 1, 1, 0);
            assertThat(one.checkIn().reenroll()).isEmpty();
            assertThat(two.checkIn().reenroll()).isEmpty();
            assertThat(one.agent.identity().enrollment())
                    .isNotEqualTo(two.agent.identity().enrollment());
        }
    }

    @StorageTest
    void aLostReplyOrASavedStateThatIsGoneBackToIsNoClone(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var agent = server.enroll("lincoln", "lin", "vm");
            var held = agent.checkIn(server.gatewayPort(), "same", Optional.empty());
            var now = Optional.of(((CheckInReply) held).continuation());

            // every other reply is lost
            for (int i = 0; i < 10; i++) {
                var lost = quiet(server, agent, "same", now);
                assertThat(lost).isPresent();
                now = quiet(server, agent, "same", now);
            }
            // set back again and again to what it was saved as
            var saved = quiet(server, agent, "same", now);
            for (int i = 0; i < 5; i++) {
                var later = quiet(server, agent, "same", saved);
                later = quiet(server, agent, "same", later);
                var _ = quiet(server, agent, "same", later);
            }

            assertThat(server.get(LINCOLN + "/clones", "lin").json().path("items")).isEmpty();
        }
    }

    private static Optional<String> quiet(
            TestServer server, TestAgent agent, String boot, Optional<String> continuation) {
        var reply = (CheckInReply) agent.checkIn(server.gatewayPort(), boot, continuation);
        assertThat(reply.reenroll()).isEmpty();
        return Optional.of(reply.continuation());
    }

    @StorageTest
    void theCopyOfARevokedDeviceGetsNothing(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var image = server.enroll("lincoln", "lin", "lab-204");
            image.copied(server.gatewayPort());
            var device =
                    server.get(LINCOLN + "/devices", "lin").json().at("/items/0/id").stringValue();
            var _ =
                    server.send(
                            "POST",
                            LINCOLN + "/devices/" + device + "/revoke",
                            "lin",
                            "{\"reason\":\"stolen\"}");

            var answer = image.reenroll(server.httpsPort(), EcKeys.generate(), "copy-1");

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("device-revoked");
            assertThat(numbers(server)).containsExactly(2, 0, 0, 2);
        }
    }

    @StorageTest
    void inQuarantineOnlyUrgentWorkIsHandedOut(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var image = server.enroll("lincoln", "lin", "lab-204");
            image.copied(server.gatewayPort());
            order(server, "normal");
            order(server, "urgent");

            var reply =
                    (CheckInReply) image.checkIn(server.gatewayPort(), "copy-1", Optional.empty());

            assertThat(reply.orders()).hasSize(1);
            assertThat(reply.reenroll()).contains("identity-cloned");
            assertThat(reply.policy()).isEmpty();
            assertThat(reply.trustBundle()).isEmpty();
            assertThat(reply.wantsSections()).isFalse();
        }
    }

    @StorageTest
    void inQuarantineNothingOfTheInventoryIsTakenAndNoCertificateIsRenewed(TestDatabase engine)
            throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var image = server.enroll("lincoln", "lin", "lab-204");
            image.copied(server.gatewayPort());

            image.hardware(server.gatewayPort(), "PF3K7Q2A");

            assertThat(devicesWith(server, "PF3K7Q2A")).isZero();
            assertThat(renewed(image, server)).isInstanceOf(Unsupported.class);

            server.send("POST", LINCOLN + "/clones/C-1/close", "lin", "{\"reason\":\"one VM\"}");
            image.hardware(server.gatewayPort(), "PF3K7Q2A");
            assertThat(devicesWith(server, "PF3K7Q2A")).isOne();
            assertThat(renewed(image, server)).isInstanceOf(RenewalReply.class);
        }
    }

    private static ServerMessage renewed(TestAgent agent, TestServer server) throws IOException {
        var csr = CertificateRequest.make(EcKeys.generate(), Optional.empty());
        try (var device = agent.connect(server.gatewayPort())) {
            var _ = device.ask(CheckIn.bare("copy-1"));
            return device.ask(new RenewalRequest(Pem.encode("CERTIFICATE REQUEST", csr)));
        }
    }

    /** Not those of which it is unknown. */
    private static long devicesWith(TestServer server, String serial) {
        return server.get(LINCOLN + "/devices?query=serial:" + serial, "lin")
                .json()
                .path("items")
                .valueStream()
                .filter(device -> serial.equals(device.path("serial").asString("")))
                .count();
    }

    @StorageTest
    void aCopiedKeyIsWorthNoMoreThanOneThatExpiredInADrawer(TestDatabase engine)
            throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var image = server.enroll("lincoln", "lin", "lab-204");
            image.copied(server.gatewayPort());
            assertThat(image.reenroll(server.httpsPort(), EcKeys.generate(), "").statusCode())
                    .isEqualTo(422);

            server.forward(Duration.ofDays(13 * 31 + 401));
            var answer = image.reenroll(server.httpsPort(), EcKeys.generate(), "copy-1");

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("return-grace-over");
        }
    }

    @StorageTest
    void whatAPersonSaysIsNoCloneStaysOutOfQuarantine(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var machine = server.enroll("lincoln", "lin", "lab-204");
            machine.copied(server.gatewayPort());

            assertThat(decide(server, "close", "{'reason':''}").status()).isEqualTo(422);
            var closed = decide(server, "close", "{'reason':'two snapshots'}");

            assertThat(closed.status()).as(closed.text()).isEqualTo(200);
            assertThat(closed.json().path("closedBy").stringValue()).isEqualTo("lin");
            for (var boot : List.of("copy-1", "copy-2", "copy-1", "copy-2")) {
                var _ = quiet(server, machine, boot, Optional.empty());
            }
            assertThat(decide(server, "close", "{'reason':'again'}").text())
                    .contains("was closed by lin");

            // one that nobody judged is news
            for (var boot : List.of("copy-3", "copy-1")) {
                var _ = quiet(server, machine, boot, Optional.empty());
            }
            var third = machine.checkIn(server.gatewayPort(), "copy-3", Optional.empty());
            assertThat(((CheckInReply) third).reenroll()).contains("identity-cloned");
            assertThat(server.get(LINCOLN + "/clones", "lin").json().path("items")).hasSize(2);
            assertThat(decide(server, "reopen", "{'reason':'two after all'}").text())
                    .contains("newer case");
        }
    }

    @StorageTest
    void aCaseThatWasClosedByMistakeIsOpenAgain(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var image = server.enroll("lincoln", "lin", "lab-204");
            image.copied(server.gatewayPort());
            assertThat(decide(server, "reopen", "{'reason':'why not'}").status()).isEqualTo(409);
            var _ = decide(server, "close", "{'reason':'one machine'}");
            var renewed = image.reenroll(server.httpsPort(), EcKeys.generate(), "copy-1");
            assertThat(renewed.statusCode()).isEqualTo(200);
            assertThat(numbers(server)).containsExactly(2, 0, 0, 2);

            var reopened = decide(server, "reopen", "{'reason':'two after all'}");

            assertThat(reopened.json().path("closedAt").isMissingNode()).isTrue();
            var told = image.checkIn(server.gatewayPort(), "copy-1", Optional.empty());
            assertThat(((CheckInReply) told).reenroll()).contains("identity-cloned");
            var own = image.reenroll(server.httpsPort(), EcKeys.generate(), "copy-1");
            assertThat(own.statusCode()).isEqualTo(200);
            assertThat(numbers(server)).containsExactly(2, 1, 0, 1);
        }
    }

    @StorageTest
    void whoIsChosenKeepsTheRecordWhoeverElseIsThere(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var image = server.enroll("lincoln", "lin", "lab-204");
            image.copied(server.gatewayPort());

            assertThat(decide(server, "keep", "{'boot':'copy'}").text()).contains("begin so");
            assertThat(decide(server, "keep", "{'boot':'another'}").status()).isEqualTo(422);
            var chosen = decide(server, "keep", "{'boot':'copy-1'}");

            assertThat(chosen.json().path("keeper").stringValue()).isEqualTo("copy-1");
            var keeps = new Machine(server, image, "copy-1", Optional.empty());
            var leaves = new Machine(server, image, "copy-2", Optional.empty());
            assertThat(keeps.ask().statusCode()).isEqualTo(200);
            assertThat(keeps.agent.identity().enrollment())
                    .isEqualTo(image.identity().enrollment());
            assertThat(leaves.ask().statusCode()).isEqualTo(200);
            assertThat(leaves.agent.identity().enrollment())
                    .isNotEqualTo(image.identity().enrollment());
            assertThat(numbers(server)).containsExactly(2, 1, 1, 0);
            assertThat(decide(server, "keep", "{'boot':'copy-2'}").text())
                    .contains("C-1 is settled");
        }
    }

    private static TestHttp.Answer decide(TestServer server, String verb, String body) {
        return server.send("POST", LINCOLN + "/clones/C-1/" + verb, "lin", body.replace('\'', '"'));
    }

    private static void order(TestServer server, String urgency) {
        var action = "{\"type\":\"collect-inventory\"}";
        var preview =
                server.send("POST", LINCOLN + "/jobs/preview", "lin", "{\"action\":" + action + "}")
                        .json();
        var made =
                server.send(
                        "POST",
                        LINCOLN + "/jobs",
                        "lin",
                        "{\"action\":%s,\"urgency\":\"%s\",\"selection\":\"%s\",\"runs\":1}"
                                .formatted(
                                        action, urgency, preview.path("selection").stringValue()));
        assertThat(made.status()).isEqualTo(201);
    }

    /** Copies, re-enrolled, kept, waiting. */
    private static List<Integer> numbers(TestServer server) {
        JsonNode found = server.get(LINCOLN + "/clones/C-1", "lin").json();
        return List.of(
                found.path("copies").intValue(),
                found.path("reenrolled").intValue(),
                found.path("kept").intValue(),
                found.path("waiting").intValue());
    }
}
