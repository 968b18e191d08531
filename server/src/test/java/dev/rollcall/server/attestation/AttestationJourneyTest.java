package dev.rollcall.server.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollcall.agent.tpm.TpmException;
import dev.rollcall.common.attestation.AttestationBeginning;
import dev.rollcall.common.attestation.AttestationChallenge;
import dev.rollcall.common.attestation.AttestationProof;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.Applicant;
import dev.rollcall.server.testing.SoftTpm;
import dev.rollcall.server.testing.TestServer;
import dev.rollcall.server.testing.TpmLaptop;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Devices with TPMs join, are imaged and come back; others say to be them. */
class AttestationJourneyTest {

    private static final String LINCOLN = "/api/v1/districts/lincoln";
    private static final String SERIAL = "PF3K7Q2A";

    @TempDir private static Path factory;
    @TempDir private Path folder;

    private static SoftTpm.Maker maker;
    private static SoftTpm tpm;
    private static SoftTpm other;

    @BeforeAll
    static void switchOn() {
        assumeThat(SoftTpm.missing()).as("not here").isEmpty();
        maker = new SoftTpm.Maker(factory.resolve("maker"));
        tpm = maker.make("one");
        other = maker.make("other");
    }

    @AfterAll
    static void switchOff() {
        if (tpm != null) {
            tpm.close();
        }
        if (other != null) {
            other.close();
        }
    }

    private static JsonNode token(TestServer server, String body) {
        return Applicant.token(server, "lincoln", "lin", body);
    }

    private static void trust(TestServer server) {
        var body =
                Json.wire()
                        .createObjectNode()
                        .put("certificates", Pem.encode(maker.authority()))
                        .toString();
        assertThat(server.send("POST", LINCOLN + "/tpm-roots", "lin", body).status())
                .isEqualTo(201);
    }

    private static List<JsonNode> items(TestServer server, String path) {
        return server.get(LINCOLN + path, "lin").json().path("items").valueStream().toList();
    }

    private static List<String> devices(TestServer server) {
        return items(server, "/devices").stream().map(d -> d.path("id").stringValue()).toList();
    }

    private static String protection(TestServer server, String device) {
        return server.get(LINCOLN + "/devices/" + device, "lin")
                .json()
                .path("keyProtection")
                .stringValue();
    }

    private static void succeeds(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void refuses(HttpResponse<String> answer, int status, String says) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(says);
    }

    @StorageTest
    void aDeviceThatIsImagedIsTheSameDeviceWithoutAPerson(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            trust(server);
            var laptop = new TpmLaptop(server, tpm, SERIAL);
            var first = token(server, "{}");
            succeeds(laptop.attests(first));
            var joined = laptop.asks(Optional.of(first));
            succeeds(joined);
            var agent = laptop.joined(joined);
            agent.checkIn(server.gatewayPort(), List.of());
            var device = devices(server).getFirst();
            assertThat(protection(server, device)).isEqualTo("attested");

            // another disk, another serial even; a token for many, which otherwise asks a person
            var imaged = new TpmLaptop(server, tpm, "");
            var many = token(server, "{'uses':30}");
            succeeds(imaged.attests(many));
            var again = imaged.asks(Optional.of(many));
            succeeds(again);

            assertThat(devices(server)).containsExactly(device);
            assertThat(protection(server, device)).isEqualTo("attested");
            assertThat(items(server, "/reviews")).isEmpty();
            imaged.joined(again).checkIn(server.gatewayPort(), List.of());
            assertThatThrownBy(() -> agent.checkIn(server.gatewayPort(), List.of()))
                    .isInstanceOf(RuntimeException.class);
            assertThat(server.get(LINCOLN + "/audit?limit=50", "lin").text())
                    .contains("superseded");
        }
    }

    @StorageTest
    void whoWaitsIsLetInOnceItsTpmHasShownWhichDeviceItIs(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            trust(server);
            attestedOnce(server);
            var device = devices(server).getFirst();
            var imaged = new TpmLaptop(server, tpm, SERIAL);
            assertThat(imaged.asks(Optional.of(token(server, "{'uses':30}"))).statusCode())
                    .isEqualTo(202);
            assertThat(imaged.asks(Optional.empty()).statusCode()).isEqualTo(202);

            succeeds(imaged.attests());

            succeeds(imaged.asks(Optional.empty()));
            assertThat(devices(server)).containsExactly(device);
            var review = server.get(LINCOLN + "/reviews/R-1", "lin").json();
            assertThat(review.path("state").stringValue()).isEqualTo("approved");
            assertThat(review.path("reason").stringValue()).contains("TPM");
        }
    }

    private void attestedOnce(TestServer server) throws Exception {
        var laptop = new TpmLaptop(server, tpm, SERIAL);
        var one = token(server, "{}");
        succeeds(laptop.attests(one));
        var joined = laptop.joined(laptop.asks(Optional.of(one)));
        joined.checkIn(server.gatewayPort(), List.of());
        joined.hardware(server.gatewayPort(), SERIAL);
    }

    @StorageTest
    void whoClaimsItsSerialWithAnotherTpmWaits(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            trust(server);
            attestedOnce(server);

            var thief = new TpmLaptop(server, other, SERIAL);
            var one = token(server, "{}");
            succeeds(thief.attests(one));

            assertThat(thief.asks(Optional.of(one)).statusCode()).isEqualTo(202);
            assertThat(items(server, "/reviews").getFirst().path("kind").stringValue())
                    .isEqualTo("another-tpm");
            assertThat(devices(server)).hasSize(1);
        }
    }

    @StorageTest
    void noTpmAnswersForAPlaceOrForATokenThatWasRevoked(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            trust(server);
            attestedOnce(server);
            var outside =
                    token(
                            server,
                            "{'uses':2,'serials':['PF3K7Q2X','PF3K7Q2Y'],'addresses':['10.4.0.0/16']}");
            var imaged = new TpmLaptop(server, tpm, SERIAL);
            assertThat(imaged.asks(Optional.of(outside)).statusCode()).isEqualTo(202);
            succeeds(imaged.attests());
            assertThat(imaged.asks(Optional.empty()).statusCode()).isEqualTo(202);

            var loaners = token(server, "{'uses':30}");
            var another = new TpmLaptop(server, tpm, SERIAL);
            assertThat(another.asks(Optional.of(loaners)).statusCode()).isEqualTo(202);
            succeeds(another.attests());
            server.send(
                    "POST",
                    LINCOLN + "/tokens/" + loaners.at("/token/id").stringValue() + "/revoke",
                    "lin",
                    "{}");
            assertThat(another.asks(Optional.empty()).statusCode()).isEqualTo(202);
        }
    }

    @StorageTest
    void aStolenDeviceWaitsAlthoughItsTpmShowsWhichItIs(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            trust(server);
            attestedOnce(server);
            var device = devices(server).getFirst();
            server.send(
                    "POST",
                    LINCOLN + "/devices/" + device + "/revoke",
                    "lin",
                    "{\"reason\":\"stolen from a car\"}");

            var imaged = new TpmLaptop(server, tpm, "");
            var one = token(server, "{}");
            succeeds(imaged.attests(one));

            assertThat(imaged.asks(Optional.of(one)).statusCode()).isEqualTo(202);
            assertThat(imaged.asks(Optional.empty()).statusCode()).isEqualTo(202);
            assertThat(items(server, "/reviews").getFirst().path("kind").stringValue())
                    .isEqualTo("shut-out");
        }
    }

    @StorageTest
    void aDeviceThatJoinedBeforeProvesItsKeyOverItsOwnCertificate(TestDatabase engine)
            throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var laptop = new TpmLaptop(server, tpm, SERIAL);
            var one = token(server, "{}");
            // nobody is trusted until somebody says so
            refuses(laptop.attests(one), 422, "trusts no manufacturer");
            var joined = laptop.joined(laptop.asks(Optional.of(one)));
            joined.checkIn(server.gatewayPort(), List.of());
            var device = devices(server).getFirst();
            assertThat(protection(server, device)).isNotEqualTo("attested");
            assertThat(laptop.attestsAs(joined, folder.resolve("agent"))).isFalse();

            trust(server);

            assertThat(laptop.attestsAs(joined, folder.resolve("agent"))).isTrue();
            assertThat(protection(server, device)).isEqualTo("attested");
            assertThat(server.get(LINCOLN + "/audit?limit=5", "lin").text()).contains("attested");

            // another key of the same enrollment is not attested because the first one was
            var next = EcKeys.generate();
            assertThat(joined.reenroll(server.httpsPort(), next, "boot-1").statusCode())
                    .isEqualTo(200);
            assertThat(protection(server, device)).isNotEqualTo("attested");
            // nor is it once the first one is shown again, while another holds
            assertThat(laptop.attestsAs(joined, folder.resolve("again"))).isFalse();
            assertThat(protection(server, device)).isNotEqualTo("attested");
        }
    }

    @StorageTest
    void whatIsNotTheAnswerOfThatTpmToThatChallengeIsRefused(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            trust(server);
            var laptop = new TpmLaptop(server, tpm, "");
            var many = Optional.of(token(server, "{'uses':30}"));
            var attester = laptop.attester();
            var begun = laptop.begin(attester.begin(), many);
            succeeds(begun);
            var proof = attester.answer(TpmLaptop.challenge(begun));

            // an answer counts once, wrong or right
            refuses(laptop.complete(with(proof, Bytes.copyOf(new byte[32]))), 422, "opened");
            refuses(laptop.complete(proof), 409, "attestation-over");

            var second = laptop.attester();
            var next = laptop.begin(second.begin(), many);
            // the first secret and statement, for the nonce of the second
            var replayed =
                    new AttestationProof(
                            TpmLaptop.challenge(next).nonce(),
                            proof.credential(),
                            proof.parent(),
                            proof.statement(),
                            proof.signature());
            refuses(laptop.complete(replayed), 422, "opened");

            var third = laptop.attester();
            var last = TpmLaptop.challenge(laptop.begin(third.begin(), many));
            var right = third.answer(last);
            refuses(
                    laptop.complete(
                            new AttestationProof(
                                    right.nonce(),
                                    right.credential(),
                                    proof.parent(),
                                    proof.statement(),
                                    proof.signature())),
                    422,
                    "not signed by the attestation key");

            // too late
            var fourth = laptop.attester();
            var late = fourth.answer(TpmLaptop.challenge(laptop.begin(fourth.begin(), many)));
            server.forward(Duration.ofMinutes(6));
            refuses(laptop.complete(late), 409, "attestation-over");
            // and again and again is too often
            for (int i = 0; i < ChallengeRows.MOST_OF_A_KEY; i++) {
                succeeds(laptop.begin(fourth.begin(), many));
            }
            refuses(laptop.begin(fourth.begin(), many), 429, "too often");
        }
    }

    private static AttestationProof with(AttestationProof proof, Bytes credential) {
        return new AttestationProof(
                proof.nonce(), credential, proof.parent(), proof.statement(), proof.signature());
    }

    @StorageTest
    void whoHasNothingToBeginWithBeginsNothing(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            trust(server);
            var laptop = new TpmLaptop(server, tpm, "");
            var good = token(server, "{'uses':30}");
            refuses(laptop.attests(), 401, "token-required");
            var revoked = token(server, "{}");
            server.send(
                    "POST",
                    LINCOLN + "/tokens/" + revoked.at("/token/id").stringValue() + "/revoke",
                    "lin",
                    "{}");
            refuses(laptop.attests(revoked), 401, "token-required");

            var mine = laptop.beginning();
            var theirs = new TpmLaptop(server, other, "").beginning();
            // somebody else's certificate, which is no secret, with keys of one's own
            var borrowed =
                    new AttestationBeginning(
                            theirs.endorsement(), mine.attestationKey(), mine.deviceKey());
            var begun = laptop.begin(borrowed, Optional.of(good));
            succeeds(begun);
            AttestationChallenge challenge = TpmLaptop.challenge(begun);
            assertThatThrownBy(() -> laptop.attester().answer(challenge))
                    .isInstanceOf(TpmException.class);

            var twice =
                    new AttestationBeginning(
                            mine.endorsement(), mine.deviceKey(), mine.deviceKey());
            refuses(laptop.begin(twice, Optional.of(good)), 422, "restricted signing key");
            var huge = "{\"endorsement\":[\"" + "A".repeat(50_000) + "\"]}";
            assertThat(laptop.begin(Json.wire().readTree(huge), Optional.of(good)).statusCode())
                    .isEqualTo(413);
            refuses(laptop.begin("nothing", Optional.of(good)), 400, "malformed");
        }
    }
}
