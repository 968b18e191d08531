package dev.rollcall.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.device.RetiredAs;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.enrollment.Acceptance.Accepted;
import dev.rollcall.server.enrollment.Departures;
import dev.rollcall.server.enrollment.IdentityCheck.Verdict;
import dev.rollcall.server.enrollment.Retiring;
import dev.rollcall.server.enrollment.TestEnrollment;
import dev.rollcall.server.gateway.frame.CloseReason;
import dev.rollcall.server.gateway.guard.GatewayTls;
import dev.rollcall.server.pki.DeviceTrust;
import dev.rollcall.server.pki.TestPki;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.RawDevice;
import dev.rollcall.server.testing.TestCa;
import dev.rollcall.server.testing.TestTrust;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is not let in is told why, over TLS with the certificates that devices really get. */
class RefusedInWordsTest {

    @TempDir private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(TestPki.NOW);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Sessions sessions = new Sessions(1000);
    private TestDatabase.Fresh fresh;
    private TestEnrollment rooms;
    private Gateway gateway;

    /** A device with what it shows. */
    private record Joined(Accepted accepted, PrivateKey key) {}

    @BeforeEach
    void start() {
        fresh = TestDatabase.H2.fresh();
        rooms = new TestEnrollment(fresh.database(), folder, now::get);
        var tls = rooms.authorities().tls();
        gateway =
                Gateway.start(
                        GatewayConfig.on(0),
                        new GatewayTls(
                                tls.key(),
                                tls.chain(),
                                new DeviceTrust(rooms.authorities()::deviceCertificates)),
                        new GatewayRooms(
                                leaf ->
                                        CompletableFuture.supplyAsync(
                                                () -> identified(rooms.identities().judge(leaf))),
                                (device, session, message) ->
                                        CompletableFuture.completedFuture(Fixtures.reply("c")),
                                session -> {},
                                now::get),
                        sessions,
                        meters,
                        new SecureRandom());
    }

    @AfterEach
    void stop() {
        gateway.close();
        fresh.close();
    }

    private static Identified identified(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Welcome(var device) -> new Identified.Known(device);
            case Verdict.Unwelcome(var why) -> new Identified.Unwelcome(why);
        };
    }

    private Joined enroll() {
        var keys = EcKeys.generate();
        var acceptance =
                rooms.enrollments()
                        .accept(
                                Optional.of(rooms.token(1)),
                                CertificateRequest.make(keys),
                                InetAddress.getLoopbackAddress(),
                                now.get());
        return new Joined((Accepted) acceptance, keys.getPrivate());
    }

    private Departures departures() {
        return new Departures(
                rooms.database(),
                rooms.authorities(),
                new Retirements(),
                rooms.audit(),
                (handle, district, enrollment, at) -> 0,
                sessions::end);
    }

    private RawDevice connect(Joined joined) throws IOException {
        return RawDevice.connect(
                TestTrust.everyone(joined.key(), joined.accepted().chain()), gateway.port());
    }

    private String refusal(Joined joined) throws IOException {
        try (var device = connect(joined)) {
            var refused = (Refused) device.ask(Fixtures.checkIn());
            assertThat(device.endsQuietly()).isTrue();
            return refused.code();
        }
    }

    private void awaitClosed(CloseReason reason) {
        await().until(() ->
                meters.counter("rollcall.gateway.closed", "reason", reason.word()).count() == 1);
    }

    @Test
    void aLivingEnrollmentIsAnswered() throws Exception {
        try (var device = connect(enroll())) {
            assertThat(device.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
        }
    }

    @Test
    void anExpiredCertificate() throws Exception {
        var joined = enroll();
        now.set(now.get().plus(Duration.ofDays(14 * 31)));

        assertThat(refusal(joined)).isEqualTo("certificate-expired");
        awaitClosed(CloseReason.UNWELCOME);
    }

    @Test
    void aRevokedDevice() throws Exception {
        var joined = enroll();
        departures()
                .revoke(
                        rooms.district(),
                        joined.accepted().device().device(),
                        "stolen",
                        Actor.system(),
                        now.get());

        assertThat(refusal(joined)).isEqualTo("device-revoked");
    }

    @Test
    void aRetiredDevice() throws Exception {
        var joined = enroll();
        departures()
                .retire(
                        new Retiring(
                                rooms.district(),
                                joined.accepted().device().device(),
                                RetiredAs.OTHER,
                                LocalDate.EPOCH,
                                "sold"),
                        Actor.system(),
                        now.get());

        assertThat(refusal(joined)).isEqualTo("device-retired");
    }

    @Test
    void aDeviceThatIsRetiredInTheMiddleOfItsSession() throws Exception {
        var joined = enroll();
        try (var device = connect(joined)) {
            device.ask(Fixtures.checkIn());
            departures()
                    .retire(
                            new Retiring(
                                    rooms.district(),
                                    joined.accepted().device().device(),
                                    RetiredAs.OTHER,
                                    LocalDate.EPOCH,
                                    "sold"),
                            Actor.system(),
                            now.get());

            assertThat(((Refused) device.next()).code()).isEqualTo("device-retired");
            assertThat(device.endsQuietly()).isTrue();
        }
    }

    @Test
    void aDeviceThatARestoredDatabaseHasForgotten() throws Exception {
        var joined = enroll();
        var enrollment = joined.accepted().device().enrollment().value();
        rooms.database()
                .change(h -> {
                    h.execute("DELETE FROM pki_certificate WHERE enrollment_id = ?", enrollment);
                    h.execute("DELETE FROM enrollment WHERE id = ?", enrollment);
                });

        assertThat(refusal(joined)).isEqualTo("device-unknown");
    }

    @Test
    void withoutACertificateNothingIsSaid() throws Exception {
        try (var device = RawDevice.connect(TestTrust.everyone(), gateway.port())) {
            assertThat(device.endsQuietly()).isTrue();
        }
        awaitClosed(CloseReason.TLS_FAILED);
    }

    @Test
    void toACertificateOfAForeignAuthorityNothingIsSaid() throws Exception {
        var foreign = new TestCa("Foreign root", Instant.now());
        var leaf = foreign.device(RunningGateway.identity(1));
        var tls = TestTrust.everyone(leaf.key(), List.of(leaf.certificate(), foreign.root()));

        try (var device = RawDevice.connect(tls, gateway.port())) {
            assertThat(device.endsQuietly()).isTrue();
        } catch (IOException e) {
            // it may learn in its own handshake already
        }
        awaitClosed(CloseReason.TLS_FAILED);
    }
}
