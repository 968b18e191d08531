package dev.rollcall.server.gateway;

import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.protocol.ServerMessage;
import dev.rollcall.server.enrollment.IdentityCheck.Verdict;
import dev.rollcall.server.enrollment.TestEnrollment;
import dev.rollcall.server.enrollment.TrustRoutes;
import dev.rollcall.server.gateway.guard.GatewayTls;
import dev.rollcall.server.http.HttpConfig;
import dev.rollcall.server.http.HttpServer;
import dev.rollcall.server.http.RequestListener;
import dev.rollcall.server.pki.DeviceTrust;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.Forgery.Shown;
import dev.rollcall.server.testing.RawDevice;
import dev.rollcall.server.testing.TestTrust;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Every door that a device's certificate opens, before real enrollments: the gateway once by each
 * TLS that this machine has, and HTTPS.
 */
final class AllDoors implements AutoCloseable {

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final TestDatabase.Fresh fresh;
    private final TestEnrollment rooms;
    private final List<Gateway> gateways;
    private final HttpServer https;

    AllDoors() throws IOException {
        fresh = TestDatabase.H2.fresh();
        InstantSource clock = this::now;
        rooms = new TestEnrollment(fresh.database(), Files.createTempDirectory("all-doors"), clock);
        gateways =
                Stream.of(Engine.ofThisMachine(), new Engine(Engine.Transport.NIO, SslProvider.JDK))
                        .distinct()
                        .map(this::gateway)
                        .toList();
        https =
                HttpServer.start(
                        new HttpConfig("127.0.0.1", 0, Duration.ofSeconds(30)),
                        rooms.authorities().tls(),
                        (token, address) -> Optional.empty(),
                        new IdSource(clock, new SecureRandom()),
                        RequestListener.none(),
                        () -> false,
                        List.of(new TrustRoutes(rooms.identities(), rooms.authorities())));
    }

    private Gateway gateway(Engine engine) {
        var tls = rooms.authorities().tls();
        return Gateway.start(
                engine,
                RunningGateway.patient(),
                new GatewayTls(
                        tls.key(),
                        tls.chain(),
                        new DeviceTrust(rooms.authorities()::deviceCertificates)),
                new GatewayRooms(
                        leaf -> CompletableFuture.supplyAsync(() -> identify(leaf)),
                        (device, session, message) ->
                                CompletableFuture.completedFuture(Fixtures.reply("c1")),
                        _ -> {},
                        InstantSource.system()),
                new Sessions(1000),
                new SimpleMeterRegistry(),
                new SecureRandom());
    }

    private Identified identify(X509Certificate leaf) {
        return switch (rooms.identities().judge(leaf)) {
            case Verdict.Welcome(var device) -> new Identified.Known(device);
            case Verdict.Unwelcome(var why) -> new Identified.Unwelcome(why);
        };
    }

    private Instant now() {
        return InstantSource.system().instant().truncatedTo(ChronoUnit.MICROS).plus(ahead.get());
    }

    /** Lets time pass for the server. */
    void forward(Duration by) {
        ahead.updateAndGet(before -> before.plus(by));
    }

    TestEnrollment rooms() {
        return rooms;
    }

    /** Whether its TLS lets a certificate be seen as it came. */
    boolean handsOnWhatCame(Gateway gateway) {
        return gateway == gateways.getFirst() && Engine.ofThisMachine().tls() != SslProvider.JDK;
    }

    List<Gateway> gateways() {
        return gateways;
    }

    /** What the gateway answers to the first message of who shows this. */
    ServerMessage ask(Gateway gateway, Shown shown) throws IOException {
        try (var device =
                RawDevice.connect(TestTrust.everyone(shown.key(), shown.chain()), gateway.port())) {
            return device.ask(Fixtures.checkIn());
        }
    }

    /** Status and body of what a device asks for over HTTPS, or the alert instead. */
    String overHttps(Shown shown) {
        var uri = URI.create("https://localhost:" + https.port() + "/agent/v1/trust-bundle");
        try (var client =
                HttpClient.newBuilder()
                        .sslContext(TestTrust.everyone(shown.key(), shown.chain()))
                        .build()) {
            var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return "alert " + e.getMessage();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        https.close();
        gateways.forEach(Gateway::close);
        fresh.close();
    }
}
