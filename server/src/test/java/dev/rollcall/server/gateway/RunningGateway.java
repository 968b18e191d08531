package dev.rollcall.server.gateway;

import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.SessionFacts;
import dev.rollcall.server.gateway.frame.CloseReason;
import dev.rollcall.server.gateway.guard.GatewayTls;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.testing.RawDevice;
import dev.rollcall.server.testing.TestCa;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** The real gateway on a loopback port, with rooms of the test's own behind it. */
final class RunningGateway implements AutoCloseable {

    final TestCa ca = new TestCa("Test root", Instant.now());
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Sessions sessions = new Sessions(1000);
    final Map<DeviceIdentity, ProblemCode> unwelcome = new ConcurrentHashMap<>();
    final List<SessionFacts> ended = new CopyOnWriteArrayList<>();
    private final Gateway gateway;

    RunningGateway(GatewayConfig config, Answers answers) {
        gateway =
                Gateway.start(
                        config,
                        tls(ca),
                        new GatewayRooms(
                                this::identify, answers, ended::add, InstantSource.system()),
                        sessions,
                        meters,
                        new SecureRandom());
    }

    /** Answers every message with a check-in reply. */
    RunningGateway() {
        this(patient());
    }

    RunningGateway(GatewayConfig config) {
        this(
                config,
                (device, session, message) ->
                        CompletableFuture.completedFuture(Fixtures.reply("c" + session.number())));
    }

    static GatewayTls tls(TestCa ca) {
        var server = ca.server();
        return new GatewayTls(server.key(), List.of(server.certificate(), ca.root()), ca.trust());
    }

    static GatewayConfig patient() {
        var usual = GatewayConfig.on(0);
        return new GatewayConfig(
                "127.0.0.1",
                0,
                2,
                usual.maxConnections(),
                usual.acceptsPerSecond(),
                usual.handshakeTimeout(),
                usual.firstMessageTimeout(),
                usual.frameTimeout(),
                usual.heartbeat(),
                usual.closesPerSecond(),
                usual.drainAtMost());
    }

    /** Takes on so many connections, and so many in a second. */
    static GatewayConfig taking(int connections, int perSecond) {
        var usual = patient();
        return new GatewayConfig(
                usual.host(),
                usual.port(),
                usual.eventLoops(),
                connections,
                perSecond,
                usual.handshakeTimeout(),
                usual.firstMessageTimeout(),
                usual.frameTimeout(),
                usual.heartbeat(),
                usual.closesPerSecond(),
                usual.drainAtMost());
    }

    /** Its timeouts are short enough to be waited for. */
    static GatewayConfig quick() {
        var usual = GatewayConfig.on(0);
        return new GatewayConfig(
                "127.0.0.1",
                0,
                2,
                usual.maxConnections(),
                usual.acceptsPerSecond(),
                Duration.ofMillis(1_500),
                Duration.ofMillis(3_000),
                Duration.ofMillis(1_500),
                Duration.ofMillis(1_500),
                usual.closesPerSecond(),
                usual.drainAtMost());
    }

    private CompletableFuture<Identified> identify(X509Certificate leaf) {
        var identity = DeviceIdentity.of(leaf).orElseThrow();
        return CompletableFuture.supplyAsync(() ->
                Optional.ofNullable(unwelcome.get(identity))
                        .<Identified>map(Identified.Unwelcome::new)
                        .orElseGet(() -> new Identified.Known(device(identity))));
    }

    private static EnrolledDevice device(DeviceIdentity identity) {
        int number = (int) identity.enrollment().value().getLeastSignificantBits();
        return Fixtures.device(number);
    }

    static DeviceIdentity identity(int number) {
        var device = Fixtures.device(number);
        return new DeviceIdentity(device.district(), device.enrollment());
    }

    SSLContext clientOf(int number) {
        return ca.client(List.of(ca.device(identity(number))));
    }

    RawDevice connect(int number) throws IOException {
        return RawDevice.connect(clientOf(number), port());
    }

    double closed(CloseReason reason) {
        return meters.counter("rollcall.gateway.closed", "reason", reason.word()).count();
    }

    int port() {
        return gateway.port();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
