package dev.rollcall.server.gateway;

import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.ServerMessage;
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
import java.security.cert.CertificateException;
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
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

/** The real gateway on a loopback port, with rooms of the test's own behind it. */
final class RunningGateway implements AutoCloseable {

    final TestCa ca = new TestCa("Test root", Instant.now());
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Sessions sessions = new Sessions(1000);
    final Map<DeviceIdentity, ProblemCode> unwelcome = new ConcurrentHashMap<>();
    final List<SessionFacts> ended = new CopyOnWriteArrayList<>();

    /** Certificates of devices that TLS had judged. */
    final AtomicInteger judged = new AtomicInteger();

    private final Gateway gateway;

    RunningGateway(GatewayConfig config, Answers answers) {
        this(Engine.ofThisMachine(), config, answers);
    }

    private RunningGateway(Engine engine, GatewayConfig config, Answers answers) {
        gateway =
                Gateway.start(
                        engine,
                        config,
                        tls(ca, counted(ca.trust())),
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
        this(config, RunningGateway::reply);
    }

    static RunningGateway with(Engine engine) {
        return new RunningGateway(engine, patient(), RunningGateway::reply);
    }

    private static CompletableFuture<ServerMessage> reply(
            EnrolledDevice device, SessionFacts session, AgentMessage message) {
        return CompletableFuture.completedFuture(Fixtures.reply("c" + session.number()));
    }

    static GatewayTls tls(TestCa ca) {
        return tls(ca, ca.trust());
    }

    private static GatewayTls tls(TestCa ca, X509TrustManager devices) {
        var server = ca.server();
        return new GatewayTls(server.key(), List.of(server.certificate(), ca.root()), devices);
    }

    private X509TrustManager counted(X509TrustManager devices) {
        return new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String kind)
                    throws CertificateException {
                judged.incrementAndGet();
                devices.checkClientTrusted(chain, kind);
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String kind)
                    throws CertificateException {
                devices.checkServerTrusted(chain, kind);
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return devices.getAcceptedIssuers();
            }
        };
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

    /** Few connections fit in, and few are taken on at once. */
    static GatewayConfig narrow(int maxConnections, int acceptsPerSecond) {
        var usual = GatewayConfig.on(0);
        return new GatewayConfig(
                "127.0.0.1",
                0,
                2,
                maxConnections,
                acceptsPerSecond,
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

    /** Connections, greeted or not. */
    double open() {
        return meters.get("rollcall.gateway.connections").gauge().value();
    }

    int port() {
        return gateway.port();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
