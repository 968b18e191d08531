package dev.rollcall.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.server.gateway.frame.CloseReason;
import dev.rollcall.server.testing.RawDevice;
import dev.rollcall.server.testing.TestCa;
import dev.rollcall.server.testing.TestTrust;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gateway's TLS takes, and what it says where it does not. */
class GatewayTlsTest {

    private RunningGateway gateway;

    @BeforeEach
    void start() {
        gateway = new RunningGateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void anOlderTlsIsRefusedByName() {
        assertThatThrownBy(() -> handshake(gateway.clientOf(1), "TLSv1.2"))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("protocol_version");
        awaitTlsFailed();
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefusedByName() {
        var foreign = new TestCa("Foreign root", Instant.now());
        var leaf = foreign.device(RunningGateway.identity(1));
        var tls = TestTrust.everyone(leaf.key(), List.of(leaf.certificate()));

        assertThatThrownBy(() -> handshake(tls, "TLSv1.3")).hasMessageContaining("unknown_ca");
        awaitTlsFailed();
    }

    @Test
    void noCertificateIsRefusedByName() {
        assertThatThrownBy(() -> handshake(TestTrust.everyone(), "TLSv1.3"))
                .hasMessageContaining("certificate_required");
        awaitTlsFailed();
    }

    /** So that no session, and no early data, comes by without a certificate that is looked up. */
    @Test
    void nothingIsOfferedToResume() throws IOException {
        var tls = gateway.clientOf(1);
        long first = sessionOf(tls);
        await().until(() -> System.currentTimeMillis() > first);

        assertThat(sessionOf(tls)).isGreaterThan(first);
    }

    /** When the session of a new connection was created: a resumed one is as old as its first. */
    private long sessionOf(SSLContext tls) throws IOException {
        try (var device = RawDevice.connect(tls, gateway.port())) {
            // tickets come after the handshake, before what is read next
            assertThat(device.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
            return device.sessionCreated();
        }
    }

    @Test
    void pastTheLimitAConnectionIsClosedAndTheOthersGoOn() throws IOException {
        gateway.close();
        gateway = new RunningGateway(RunningGateway.taking(2, 1000));
        try (var first = gateway.connect(1);
                var second = gateway.connect(2)) {
            first.ask(Fixtures.checkIn());
            second.ask(Fixtures.checkIn());

            assertThatThrownBy(() -> gateway.connect(3)).isInstanceOf(IOException.class);
            await().until(() -> gateway.closed(CloseReason.TOO_MANY_CONNECTIONS) == 1);
            assertThat(first.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
            assertThat(second.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
        }
        await().until(() -> gateway.sessions.count() == 0);
        try (var later = gateway.connect(3)) {
            assertThat(later.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
        }
    }

    @Test
    void whoWaitsForThePaceOfAcceptingIsAnsweredInTheEnd() throws IOException {
        gateway.close();
        gateway = new RunningGateway(RunningGateway.taking(1000, 10));
        for (int i = 1; i <= 5; i++) {
            try (var device = gateway.connect(i)) {
                assertThat(device.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
            }
        }
    }

    /** The handshake, and what the server says right after it. */
    private void handshake(SSLContext tls, String version) throws IOException {
        try (var socket =
                (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(20_000);
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            // a client of TLS 1.3 is done before the server has looked at its certificate
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private void awaitTlsFailed() {
        await().until(() -> gateway.closed(CloseReason.TLS_FAILED) == 1);
    }
}
