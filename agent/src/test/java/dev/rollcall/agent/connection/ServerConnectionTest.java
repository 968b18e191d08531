package dev.rollcall.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.agent.ScriptedServer;
import dev.rollcall.agent.TestCa;
import dev.rollcall.common.protocol.Frame;
import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.RenewalRequest;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConnectionTest {

    private static final TestCa CA = new TestCa("Lincoln");
    private static final TestCa.Issued DEVICE = CA.device("rollcall://x/y");
    private static final Transport TRANSPORT = Transport.forOneSession();
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    @AfterAll
    static void stop() {
        TRANSPORT.loops().shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void asksAndIsAnsweredOverMutualTls() throws Exception {
        try (var server = honest();
                var session = connect(server.endpoint(), NOW)) {
            var reply = session.ask(Lane.CONTROL, new RenewalRequest("csr"));

            assertThat(reply.get(60, TimeUnit.SECONDS)).isEqualTo(Received.nothingWanted());
            assertThat(server.devices()).containsExactly(DEVICE.certificate());
        }
    }

    @Test
    void aForeignAuthorityIsRefusedAndNamed() {
        var filter = new TestCa("Web Filter");
        try (var server = server(CA, filter.server(TestCa.address("127.0.0.1")), Frame.ALPN)) {
            var failure = failure(server.endpoint(), NOW);

            assertThat(failure.reason()).isEqualTo(CloseReason.UNTRUSTED_SERVER);
            assertThat(failure.detail()).contains("Web Filter").contains("inspecting");
        }
    }

    @Test
    void anotherHostsCertificateIsRefused() {
        try (var server = server(CA, CA.server(TestCa.host("example.org")), Frame.ALPN)) {
            assertThat(failure(server.endpoint(), NOW).detail()).contains("127.0.0.1");
        }
    }

    @Test
    void aDevicesCertificateIsNoServers() {
        var purpose = KeyPurposeId.id_kp_clientAuth;
        var identity = CA.server(TestCa.BEGIN, TestCa.END, purpose, TestCa.address("127.0.0.1"));
        try (var server = server(CA, identity, Frame.ALPN)) {
            assertThat(failure(server.endpoint(), NOW).reason())
                    .isEqualTo(CloseReason.UNTRUSTED_SERVER);
        }
    }

    /** What the device's own clock says is not asked; the floor is what counts. */
    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2026-08-01T00:00:00Z", "2027-08-31T00:00:00Z"})
    void anyFloorUpToTheEndOfTheCertificateConnects(Instant floor) throws Exception {
        try (var server = honest();
                var session = connect(server.endpoint(), floor)) {
            assertThat(session.closed()).isNotDone();
        }
    }

    @Test
    void aCertificateThatEndedBeforeTheFloorIsRefused() {
        try (var server = honest()) {
            assertThat(failure(server.endpoint(), Instant.parse("2040-01-01T00:00:00Z")).detail())
                    .contains("expired");
        }
    }

    @Test
    void aServerOfAnotherProtocolIsRefused() {
        try (var server = server(CA, CA.server(TestCa.address("127.0.0.1")), "h2")) {
            assertThat(failure(server.endpoint(), NOW).reason())
                    .isIn(CloseReason.WRONG_PROTOCOL, CloseReason.TLS);
        }
    }

    /** In TLS 1.3 the client learns of it only at its first read. */
    @Test
    void aDeviceOfAnotherAuthorityLearnsThatItWasNotAccepted() throws Exception {
        var other = new TestCa("Other");
        try (var server = server(other, CA.server(TestCa.address("127.0.0.1")), Frame.ALPN);
                var session = connect(server.endpoint(), NOW)) {
            assertThat(session.closed().get(60, TimeUnit.SECONDS).reason())
                    .isEqualTo(CloseReason.TLS);
        }
    }

    @Test
    void whoAsksInASessionThatHasEndedIsToldHowItEnded() throws Exception {
        var other = new TestCa("Other");
        try (var server = server(other, CA.server(TestCa.address("127.0.0.1")), Frame.ALPN);
                var session = connect(server.endpoint(), NOW)) {
            var end = session.closed().get(60, TimeUnit.SECONDS);

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() ->
                            session.ask(Lane.CONTROL, new RenewalRequest("csr"))
                                    .get(60, TimeUnit.SECONDS))
                    .havingCause()
                    .isInstanceOfSatisfying(
                            SessionEndedException.class,
                            told -> {
                                assertThat(told.reason()).isEqualTo(end.reason());
                                assertThat(told.detail()).isEqualTo(end.detail());
                            });
        }
    }

    @Test
    void aServerThatFellSilentIsNoticed() throws Exception {
        var impatient = impatient(Duration.ofMillis(200), Duration.ofSeconds(5));
        try (var server = honest();
                var session =
                        connecting(server.endpoint(), NOW, impatient).get(60, TimeUnit.SECONDS)) {
            server.fallSilent();
            assertThat(session.closed().get(60, TimeUnit.SECONDS).reason())
                    .isEqualTo(CloseReason.SERVER_SILENT);
        }
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsGivenUp() throws Exception {
        var impatient = impatient(Duration.ofSeconds(240), Duration.ofMillis(300));
        try (var mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var endpoint = new Endpoint("127.0.0.1", mute.getLocalPort());
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(
                            () -> connecting(endpoint, NOW, impatient).get(60, TimeUnit.SECONDS))
                    .withCauseInstanceOf(SessionEndedException.class);
        }
    }

    @Test
    void nobodyListening() throws Exception {
        int port;
        try (var closed = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        assertThat(failure(new Endpoint("127.0.0.1", port), NOW).reason())
                .isEqualTo(CloseReason.NETWORK);
    }

    @Test
    void goesThroughAnHttpProxy() throws Exception {
        try (var server = honest();
                var proxy = new ConnectProxy()) {
            var options = ConnectionOptions.defaults().through(Optional.of(proxy.endpoint()));
            try (var session =
                    connecting(server.endpoint(), NOW, options).get(60, TimeUnit.SECONDS)) {
                var reply = session.ask(Lane.CONTROL, new RenewalRequest("csr"));
                assertThat(reply.get(60, TimeUnit.SECONDS)).isEqualTo(Received.nothingWanted());
            }
            assertThat(proxy.request().get(60, TimeUnit.SECONDS))
                    .startsWith("CONNECT " + server.endpoint() + " HTTP/1.1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"407 Proxy Authentication Required", "502 Bad Gateway", "403 Forbidden"})
    void aProxyThatRefusesIsQuotedInOneLine(String status) throws Exception {
        try (var server = honest();
                var proxy = ConnectProxy.answering(status)) {
            var failure = failureThrough(proxy, server.endpoint(), ConnectionOptions.defaults());

            assertThat(failure.reason()).isEqualTo(CloseReason.NETWORK);
            assertThat(failure.detail())
                    .isEqualTo("proxy " + proxy.endpoint() + ": answers " + status);
            assertThat(server.devices()).isEmpty();
        }
    }

    @Test
    void aProxyThatAnswersNothingIsGivenUp() throws Exception {
        var hurried = impatient(Duration.ofSeconds(240), Duration.ofSeconds(5));
        var options =
                new ConnectionOptions(
                        hurried.heartbeat(),
                        hurried.grace(),
                        Duration.ofMillis(300),
                        hurried.handshake(),
                        hurried.reply(),
                        Optional.empty());
        try (var server = honest();
                var proxy = ConnectProxy.silent()) {
            var failure = failureThrough(proxy, server.endpoint(), options);

            assertThat(failure.reason()).isEqualTo(CloseReason.NETWORK);
            assertThat(failure.detail()).isEqualTo("proxy " + proxy.endpoint() + ": timeout");
        }
    }

    @Test
    void aProxyThatIsNotThere() throws Exception {
        ConnectProxy gone;
        try (var proxy = new ConnectProxy()) {
            gone = proxy;
        }
        try (var server = honest()) {
            var failure = failureThrough(gone, server.endpoint(), ConnectionOptions.defaults());

            assertThat(failure.reason()).isEqualTo(CloseReason.NETWORK);
            assertThat(failure.detail()).contains("proxy " + gone.endpoint()).hasLineCount(1);
        }
    }

    private static SessionEndedException failureThrough(
            ConnectProxy proxy, Endpoint server, ConnectionOptions options) throws Exception {
        var through = options.through(Optional.of(proxy.endpoint()));
        try {
            connecting(server, NOW, through).get(60, TimeUnit.SECONDS).close();
            throw new AssertionError("connected");
        } catch (ExecutionException e) {
            return (SessionEndedException) e.getCause();
        }
    }

    private static ConnectionOptions impatient(Duration heartbeat, Duration handshake) {
        return new ConnectionOptions(
                heartbeat,
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                handshake,
                Duration.ofSeconds(60),
                Optional.empty());
    }

    private static ScriptedServer honest() {
        return server(CA, CA.server(TestCa.address("127.0.0.1")), Frame.ALPN);
    }

    private static ScriptedServer server(TestCa trusted, TestCa.Issued identity, String alpn) {
        return new ScriptedServer(
                trusted, identity, alpn, _ -> Optional.of(Received.nothingWanted()));
    }

    private static ServerConnection connect(Endpoint endpoint, Instant floor) throws Exception {
        return connecting(endpoint, floor, ConnectionOptions.defaults()).get(60, TimeUnit.SECONDS);
    }

    private static SessionEndedException failure(Endpoint endpoint, Instant floor) {
        try {
            connect(endpoint, floor).close();
            throw new AssertionError("connected");
        } catch (ExecutionException e) {
            return (SessionEndedException) e.getCause();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static CompletableFuture<ServerConnection> connecting(
            Endpoint endpoint, Instant floor, ConnectionOptions options) {
        var trust = new ServerTrust(() -> List.of(CA.root()), () -> floor);
        var tls = SessionTls.of(SslProvider.JDK, DEVICE.key(), DEVICE.chain(), trust);
        return ServerConnection.connect(TRANSPORT, endpoint, tls, options, _ -> {});
    }
}
