package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.agent.checkin.Situation.State;
import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestServer;
import dev.rollcall.server.testing.WaitingAgent;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Devices that were away while their certificates expired. */
class ReturnAfterSummerTest {

    private static final String LINCOLN = "/api/v1/districts/lincoln";
    private static final Duration SPRING = Duration.ofDays(336);
    private static final Duration SUMMER = Duration.ofDays(71);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;

    private Path state(TestServer server) {
        return server.state("pc-7");
    }

    private Identity identity(TestServer server) {
        return IdentityStore.open(StateFolder.open(state(server))).current().orElseThrow();
    }

    /** The agent is started, and lives until it stands so. */
    private WaitingAgent.Stay stay(TestServer server, State state) throws Exception {
        try (var agent = WaitingAgent.start(state(server), Instant.EPOCH)) {
            await().atMost(PATIENCE).until(() -> agent.stands(state));
            return new WaitingAgent.Stay(agent.situations());
        }
    }

    /** A device checks in for the last time, and comes back after the summer. */
    private static void summer(TestServer server) throws Exception {
        var device = server.enroll("lincoln", "lin", "pc-7");
        server.forward(SPRING);
        device.checkIn(server.gatewayPort(), List.of());
        server.forward(SUMMER);
        server.signIn("lin");
    }

    private static String device(TestServer server) {
        return server.get(LINCOLN + "/devices", "lin").json().at("/items/0/id").stringValue();
    }

    private static Optional<JsonNode> event(TestServer server, String verb) {
        var items = server.get(LINCOLN + "/audit?limit=100", "lin").json().path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(event -> event.path("verb").stringValue().equals(verb))
                .findFirst();
    }

    private static void grace(TestServer server, String body) {
        assertThat(server.send("PATCH", LINCOLN + "/units/lincoln", "lin", body).status())
                .isEqualTo(200);
    }

    @StorageTest
    void aDeviceReturnsByItself(TestDatabase engine) throws Exception {
        try (var server = TestServer.reachable(folder, engine)) {
            summer(server);
            var before = identity(server);
            var end = before.certificate().getNotAfter().toInstant();
            long expired = Duration.between(end, server.now()).toDays();

            var stay = stay(server, State.CONNECTED);

            assertThat(stay.states()).contains(State.RETURNING);
            assertThat(identity(server).enrollment()).isEqualTo(before.enrollment());
            assertThat(until(server)).isAfter(server.now());
            assertThat(state(server).resolve("next-key.pem")).doesNotExist();
            assertThat(state(server).resolve("next-identity.json")).doesNotExist();
            var after = event(server, "returned").orElseThrow().path("after");
            assertThat(after.path("away").stringValue()).isEqualTo("71 days");
            assertThat(after.path("expiredBefore").stringValue()).isEqualTo(expired + " days");
            assertThat(server.get(LINCOLN + "/devices", "lin").json().path("items")).hasSize(1);
        }
    }

    /** Judged by a floor of June, the server shows a certificate of September. */
    @Test
    void aDeviceReturnsToAServerThatRenewedItsOwnCertificateMeanwhile() throws Exception {
        var server = TestServer.reachable(folder, TestDatabase.H2);
        try {
            summer(server);
            server.close();
            server = server.later();

            stay(server, State.CONNECTED);

            assertThat(until(server)).isAfter(server.now());
        } finally {
            server.close();
        }
    }

    private Instant until(TestServer server) {
        return identity(server).certificate().getNotAfter().toInstant();
    }

    @StorageTest
    void afterTheGraceATechnicianIsTold(TestDatabase engine) throws Exception {
        try (var server = TestServer.reachable(folder, engine)) {
            summer(server);
            server.forward(Duration.ofDays(400));
            server.signIn("lin");

            var told = stay(server, State.NEEDS_ENROLLMENT).last();

            assertThat(told.detail())
                    .startsWith("return-grace-over: ")
                    .contains("within 400 days only", "enroll the device again with a token");
            assertThat(event(server, "returned")).isEmpty();

            grace(server, "{\"returnGraceDays\":900}");
            stay(server, State.CONNECTED);
            assertThat(event(server, "returned")).isPresent();
        }
    }

    @StorageTest
    void aUnitWithoutGraceLetsNobodyReturn(TestDatabase engine) throws Exception {
        try (var server = TestServer.reachable(folder, engine)) {
            summer(server);
            grace(server, "{\"returnGraceDays\":0}");

            var told = stay(server, State.NEEDS_ENROLLMENT).last();

            assertThat(told.detail()).contains("do not return by themselves", "with a token");
            grace(server, "{\"inheritReturnGrace\":true}");
            stay(server, State.CONNECTED);
        }
    }

    @StorageTest
    void whoWasRetiredWhileAwayStaysOut(TestDatabase engine) throws Exception {
        try (var server = TestServer.reachable(folder, engine)) {
            summer(server);
            var raw = new ReturningDevice(server.httpsPort(), identity(server), server.roots());
            var before = raw.ask(EcKeys.generate()).nonce();
            var path = LINCOLN + "/devices/" + device(server) + "/retire";
            assertThat(server.send("POST", path, "lin", "{\"reason\":\"sold\"}").status())
                    .isBetween(200, 204);

            var told = stay(server, State.STOPPED).last();

            assertThat(told.detail()).startsWith("device-retired");
            assertThat(raw.ask(EcKeys.generate(), before).code()).isEqualTo("device-retired");
        }
    }

    @StorageTest
    void whoWasRevokedWhileAwayStaysOut(TestDatabase engine) throws Exception {
        try (var server = TestServer.reachable(folder, engine)) {
            summer(server);
            var raw = new ReturningDevice(server.httpsPort(), identity(server), server.roots());
            var before = raw.ask(EcKeys.generate()).nonce();
            var path = LINCOLN + "/devices/" + device(server) + "/revoke";
            assertThat(server.send("POST", path, "lin", "{\"reason\":\"stolen\"}").status())
                    .isBetween(200, 204);

            assertThat(stay(server, State.STOPPED).last().detail()).startsWith("device-revoked");
            assertThat(raw.ask(EcKeys.generate(), before).code()).isEqualTo("device-revoked");
            assertThat(event(server, "returned")).isEmpty();
        }
    }

    @StorageTest
    void whoRenewedJustBeforeNeedsNoReturn(TestDatabase engine) throws Exception {
        try (var server = TestServer.reachable(folder, engine)) {
            server.enroll("lincoln", "lin", "pc-7");
            var first = identity(server).certificate();
            server.forward(SPRING);
            try (var agent = WaitingAgent.start(state(server), Instant.EPOCH)) {
                await().atMost(PATIENCE).until(() -> !identity(server).certificate().equals(first));
                await().atMost(PATIENCE).until(() -> agent.stands(State.CONNECTED));
            }
            server.forward(SUMMER);
            server.signIn("lin");

            var stay = stay(server, State.CONNECTED);

            assertThat(stay.states()).doesNotContain(State.RETURNING);
            assertThat(event(server, "renewed")).isPresent();
            assertThat(event(server, "returned")).isEmpty();
        }
    }

    @StorageTest
    void aDeviceThatLostTheReplyIsGivenTheSameCertificate(TestDatabase engine) throws Exception {
        try (var server = TestServer.reachable(folder, engine)) {
            summer(server);
            var raw = new ReturningDevice(server.httpsPort(), identity(server), server.roots());
            var key = EcKeys.generate();
            StateFolder.open(state(server))
                    .writeText(
                            "next-key.pem",
                            Pem.encode("PRIVATE KEY", key.getPrivate().getEncoded())
                                    + Pem.encode("PUBLIC KEY", key.getPublic().getEncoded()));
            X509Certificate lost = raw.ask(key, raw.ask(key).nonce()).certificate(key);

            stay(server, State.CONNECTED);

            assertThat(identity(server).certificate()).isEqualTo(lost);
        }
    }
}
