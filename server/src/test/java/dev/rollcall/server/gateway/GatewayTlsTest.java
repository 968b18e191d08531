package dev.rollcall.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.Frame;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.server.gateway.Engine.Transport;
import dev.rollcall.server.gateway.frame.CloseReason;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.testing.RawDevice;
import dev.rollcall.server.testing.TestCa;
import dev.rollcall.server.testing.TestTrust;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.SocketException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What TLS the gateway speaks, by BoringSSL and by the JDK. */
class GatewayTlsTest {

    private static final int PATIENCE_MILLIS = 60_000;

    /** Native and not, in every combination; what a machine lacks it cannot be asked for. */
    static Stream<Engine> engines() {
        var best = Engine.ofThisMachine();
        return Stream.of(
                        best,
                        new Engine(best.transport(), SslProvider.JDK),
                        new Engine(Transport.NIO, best.tls()),
                        new Engine(Transport.NIO, SslProvider.JDK))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void olderTlsIsRefusedWithAnAlertAndCounted(Engine engine) throws IOException {
        try (var gateway = RunningGateway.with(engine);
                var socket =
                        (SSLSocket)
                                gateway.clientOf(1)
                                        .getSocketFactory()
                                        .createSocket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});

            assertThatThrownBy(socket::startHandshake)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("protocol_version");

            await().until(() -> gateway.closed(CloseReason.TLS_FAILED) == 1);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void noCertificateAndAForeignOneAreRefusedWithAnAlertThatSaysSo(Engine engine)
            throws IOException {
        var foreign = new TestCa("Foreign root", Instant.now());
        var leaf = foreign.device(RunningGateway.identity(1));
        try (var gateway = RunningGateway.with(engine)) {
            await().until(
                            () -> alert(gateway, TestTrust.everyone()),
                            said -> said.contains("certificate_required"));
            var stranger = TestTrust.everyone(leaf.key(), List.of(leaf.certificate()));
            await().until(
                            () -> alert(gateway, stranger),
                            said ->
                                    said.contains("unknown_ca")
                                            || said.contains("certificate_unknown"));
        }
    }

    /**
     * What a client of TLS 1.3 reads, which is done before the server saw its certificate; now and
     * then the end of the connection overtakes the alert, so ask again.
     */
    private static String alert(RunningGateway gateway, SSLContext tls) throws IOException {
        try (var socket =
                (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.startHandshake();
            return "no alert, but " + socket.getInputStream().read();
        } catch (SSLException | SocketException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Where a session is resumed, without or with early data, nobody asks for the certificate. */
    @ParameterizedTest
    @MethodSource("engines")
    void whoComesAgainShowsItsCertificateAgain(Engine engine) throws IOException {
        try (var gateway = RunningGateway.with(engine)) {
            var tls = gateway.clientOf(1);
            for (int times = 1; times <= 3; times++) {
                firstAnswer(gateway, tls);

                assertThat(gateway.judged).hasValue(times);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void whoWasWelcomeAndComesAgainIsLookedUpAgain(Engine engine) throws IOException {
        try (var gateway = RunningGateway.with(engine)) {
            // one context, which would resume what it could
            var tls = gateway.clientOf(1);
            assertThat(firstAnswer(gateway, tls)).isInstanceOf(CheckInReply.class);

            gateway.unwelcome.put(RunningGateway.identity(1), ProblemCode.DEVICE_REVOKED);

            assertThat(firstAnswer(gateway, tls))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.code()).isEqualTo("device-revoked"));
        }
    }

    private static Object firstAnswer(RunningGateway gateway, SSLContext tls) throws IOException {
        try (var device = RawDevice.connect(tls, gateway.port(), Frame.ALPN)) {
            return device.ask(Fixtures.checkIn());
        }
    }
}
