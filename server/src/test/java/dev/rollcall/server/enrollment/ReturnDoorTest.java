package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.RawDevice;
import dev.rollcall.server.testing.TestAgent;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be done with a certificate that has expired, and by whom. */
class ReturnDoorTest {

    private static final Duration BEYOND = Duration.ofDays(420);

    @TempDir private Path folder;

    @Test
    void whereDevicesMayComeInIsKnown() throws IOException {
        try (var sources = Files.walk(Path.of("src/main/java"))) {
            var doors =
                    sources.filter(file -> file.toString().endsWith("Routes.java"))
                            .filter(ReturnDoorTest::letsDevicesIn)
                            .map(file -> file.getFileName().toString())
                            .collect(Collectors.toSet());

            assertThat(doors)
                    .as("each is to be asked with an expired certificate below")
                    .containsExactlyInAnyOrder("EstRoutes.java", "TrustRoutes.java");
        }
    }

    private static boolean letsDevicesIn(Path source) {
        try {
            return Files.readString(source).contains("Access.DEVICE");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @StorageTest
    void withAnExpiredCertificateNothingIsToBeHadButARenewal(TestDatabase engine)
            throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var agent = server.enroll("lincoln", "lin", "pc-7");
            var device = ReturningDevice.of(server, agent);
            server.forward(BEYOND);

            assertThat(device.get("/agent/v1/trust-bundle").code())
                    .isEqualTo("certificate-expired");
            var tls = TestAgent.tls(Optional.of(agent.identity()), agent.roots());
            try (var session = RawDevice.connect(tls, server.gatewayPort())) {
                assertThat(((Refused) session.ask(CheckIn.bare("boot-1"))).code())
                        .isEqualTo("certificate-expired");
            }
            var first = device.ask(EcKeys.generate());
            assertThat(first.status()).isEqualTo(403);
            assertThat(first.code()).isEqualTo("renewal-nonce-required");
            assertThat(first.response().body()).contains("\"reaction\":\"retry-later\"");
        }
    }

    @StorageTest
    void aNonceIsForOneCertificateOfOneDeviceWithinMinutes(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(folder, engine)) {
            var device = ReturningDevice.of(server, server.enroll("lincoln", "lin", "pc-7"));
            var other = ReturningDevice.of(server, server.enroll("lincoln", "lin", "pc-8"));
            server.forward(BEYOND);
            var key = EcKeys.generate();

            refusedWithANewNonce(device.ask(key, "AAAA"), "AAAA");
            var others = other.ask(key).nonce();
            refusedWithANewNonce(device.ask(key, others), others);
            var stale = device.ask(key).nonce();
            server.forward(Duration.ofMinutes(6));
            refusedWithANewNonce(device.ask(key, stale), stale);

            var nonce = device.ask(key).nonce();
            var returned = device.ask(key, nonce);
            assertThat(returned.status()).isEqualTo(200);
            refusedWithANewNonce(device.ask(EcKeys.generate(), nonce), nonce);
            refusedWithANewNonce(device.ask(key, nonce), nonce);
            assertThat(device.ask(key, device.ask(key).nonce()).certificate(key))
                    .isEqualTo(returned.certificate(key));
        }
    }

    private static void refusedWithANewNonce(ReturningDevice.Said said, String old) {
        assertThat(said.code()).isEqualTo("renewal-nonce-required");
        assertThat(said.nonce()).isNotEqualTo(old);
    }

    @StorageTest
    void aStolenCertificateWithoutItsKeyIsWorthNothing(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var agent = server.enroll("lincoln", "lin", "pc-7");
            var device = ReturningDevice.of(server, agent);
            server.forward(BEYOND);
            var thief = EcKeys.generate();
            var stolen = device.with(new Identity(thief.getPrivate(), agent.identity().chain()));

            assertThatThrownBy(() -> stolen.ask(thief)).isInstanceOf(IOException.class);

            var nonce = device.ask(EcKeys.generate()).nonce();
            assertThatThrownBy(() -> stolen.ask(thief, nonce)).isInstanceOf(IOException.class);
        }
    }

    @StorageTest
    void theKeyOfTheExpiredCertificateIsNotCertifiedAgain(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var agent = server.enroll("lincoln", "lin", "pc-7");
            var device = ReturningDevice.of(server, agent);
            server.forward(BEYOND);
            var old =
                    new java.security.KeyPair(
                            agent.identity().certificate().getPublicKey(), agent.identity().key());

            assertThat(device.ask(old).code()).isEqualTo("certificate-request-bad");
        }
    }
}
