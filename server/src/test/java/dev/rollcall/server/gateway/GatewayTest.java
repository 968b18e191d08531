package dev.rollcall.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.MessageCodec;
import dev.rollcall.common.protocol.Nudge;
import dev.rollcall.common.protocol.PolicyReport;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.common.protocol.ServerMessage;
import dev.rollcall.server.gateway.frame.CloseReason;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.testing.RawDevice;
import dev.rollcall.server.testing.TestCa;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayTest {

    private RunningGateway gateway;

    @BeforeEach
    void start() {
        gateway = new RunningGateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void awaitClosed(CloseReason reason) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(gateway.closed(reason)).isGreaterThanOrEqualTo(1));
    }

    @Test
    void answersACheckInOverMutualTls() throws IOException {
        try (var device = gateway.connect(1)) {
            assertThat(device.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
            assertThat(gateway.sessions.connected(Fixtures.device(1).enrollment())).isTrue();
        }
        awaitClosed(CloseReason.PEER_CLOSED);
        assertThat(gateway.sessions.count()).isZero();
        assertThat(gateway.ended).hasSize(1);
    }

    @Test
    void echoesAHeartbeat() throws IOException {
        try (var device = gateway.connect(1)) {
            device.ask(Fixtures.checkIn());
            device.sendBytes(new byte[4]);

            assertThat(device.nextFrame()).isEmpty();
        }
    }

    @Test
    void closesQuietlyWithAnotherProtocolAndWithNone() throws IOException {
        try (var other = RawDevice.connect(gateway.clientOf(1), gateway.port(), "h2");
                var none = RawDevice.connect(gateway.clientOf(1), gateway.port(), new String[0])) {
            assertThat(other.endsQuietly()).isTrue();
            assertThat(none.endsQuietly()).isTrue();
        }
        await().until(() -> gateway.closed(CloseReason.WRONG_PROTOCOL) == 2);
    }

    @Test
    void refusesADeviceWithoutACertificate() throws IOException {
        try (var device = RawDevice.connect(gateway.ca.client(List.of()), gateway.port())) {
            assertThat(device.endsQuietly()).isTrue();
        }
        awaitClosed(CloseReason.TLS_FAILED);
    }

    @Test
    void refusesACertificateOfAForeignAuthority() throws IOException {
        var foreign = new TestCa("Test root", Instant.now());
        var tls = gateway.ca.client(List.of(foreign.device(RunningGateway.identity(1))));
        try (var device = RawDevice.connect(tls, gateway.port())) {
            assertThat(device.endsQuietly()).isTrue();
        } catch (IOException e) {
            // it may learn in its own handshake already
        }
        awaitClosed(CloseReason.TLS_FAILED);
    }

    @Test
    void tellsWhoIsNotWelcomeWhyAndCloses() throws IOException {
        gateway.unwelcome.put(RunningGateway.identity(1), ProblemCode.DEVICE_REVOKED);

        try (var device = gateway.connect(1)) {
            var refused = (Refused) device.ask(Fixtures.checkIn());

            assertThat(refused.code()).isEqualTo("device-revoked");
            assertThat(refused.reaction()).isEqualTo(Refused.Reaction.STOP);
            assertThat(device.endsQuietly()).isTrue();
        }
        awaitClosed(CloseReason.UNWELCOME);
    }

    @Test
    void aRevocationEndsTheLiveSessionAtOnceAndSaysWhy() throws IOException {
        try (var device = gateway.connect(1)) {
            device.ask(Fixtures.checkIn());

            gateway.sessions.end(Fixtures.device(1).enrollment(), ProblemCode.DEVICE_REVOKED);

            assertThat(((Refused) device.next()).code()).isEqualTo("device-revoked");
            assertThat(device.endsQuietly()).isTrue();
        }
    }

    @Test
    void aRevocationBetweenLookUpAndFirstCheckInIsNotLost() throws IOException {
        gateway.sessions.end(Fixtures.device(1).enrollment(), ProblemCode.DEVICE_RETIRED);

        try (var device = gateway.connect(1)) {
            device.send(Lane.CONTROL, Fixtures.checkIn());
            var said = device.next();
            assertThat(said instanceof Refused ? said : device.next())
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.code()).isEqualTo("device-retired"));
        }
    }

    @Test
    void theNewestSessionSupersedesTheOlder() throws IOException {
        try (var older = gateway.connect(1);
                var newer = gateway.connect(1)) {
            older.ask(Fixtures.checkIn());
            newer.ask(Fixtures.checkIn());

            assertThat(older.endsQuietly()).isTrue();
            assertThat(newer.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
            assertThat(gateway.sessions.count()).isEqualTo(1);
        }
        // the device sees the end before it is counted
        await().until(() -> gateway.closed(CloseReason.SUPERSEDED) == 1);
    }

    @Test
    void nudgesOnceUntilTheNextCheckIn() throws IOException {
        var known = Fixtures.device(1);
        try (var device = gateway.connect(1)) {
            device.ask(Fixtures.checkIn());

            for (int i = 0; i < 5; i++) {
                gateway.sessions.nudge(
                        known.district(), List.of(known.enrollment()), Urgency.NORMAL, "job");
            }
            assertThat(device.next()).isEqualTo(new Nudge("job"));
            assertThat(device.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
            gateway.sessions.nudgeDevices(known.district(), List.of(known.device()), "policy");
            assertThat(device.next()).isEqualTo(new Nudge("policy"));
        }
        assertThat(gateway.sessions.nudgesSent()).isEqualTo(2);
    }

    @Test
    void anUrgentNudgeIsSentAlsoWhereAnotherIsOutstanding() throws IOException {
        var known = Fixtures.device(1);
        try (var device = gateway.connect(1)) {
            device.ask(Fixtures.checkIn());

            for (var urgency : List.of(Urgency.BACKGROUND, Urgency.URGENT, Urgency.NORMAL)) {
                gateway.sessions.nudge(
                        known.district(), List.of(known.enrollment()), urgency, urgency.name());
            }

            // in this order where the first was sent at once, else the urgent one overtook it
            assertThat(List.of(device.next(), device.next()))
                    .containsExactlyInAnyOrder(new Nudge("BACKGROUND"), new Nudge("URGENT"));
            assertThat(device.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
        }
        assertThat(gateway.sessions.nudgesSent()).isEqualTo(2);
    }

    @Test
    void aNudgeOfAnotherDistrictReachesNobody() throws IOException {
        try (var device = gateway.connect(1)) {
            device.ask(Fixtures.checkIn());
            var other = new DistrictId(new UUID(9, 9));

            gateway.sessions.nudge(
                    other, List.of(Fixtures.device(1).enrollment()), Urgency.NORMAL, "job");
            gateway.sessions.nudgeAll(other, "job");

            assertThat(device.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
        }
        assertThat(gateway.sessions.nudgesSent()).isZero();
    }

    @Test
    void aFirstMessageThatIsNoCheckInEndsTheConnection() throws IOException {
        try (var device = gateway.connect(1)) {
            device.send(Lane.CONTROL, new PolicyReport(Digest.of("x"), List.of()));
            assertThat(device.endsQuietly()).isTrue();
        }
        awaitClosed(CloseReason.NOT_A_CHECK_IN);
    }

    @Test
    void silentConnectionsTimeOutInEveryPhase() throws IOException {
        gateway.close();
        gateway = new RunningGateway(RunningGateway.quick());
        try (var halfOpen = new Socket("127.0.0.1", gateway.port());
                var silent = gateway.connect(1);
                var idle = gateway.connect(2)) {
            idle.ask(Fixtures.checkIn());

            assertThat(silent.endsQuietly()).isTrue();
            assertThat(idle.endsQuietly()).isTrue();
            assertThat(halfOpen.getInputStream().read()).isEqualTo(-1);
        }
        awaitClosed(CloseReason.HANDSHAKE_TIMEOUT);
        awaitClosed(CloseReason.FIRST_MESSAGE_TIMEOUT);
        awaitClosed(CloseReason.IDLE);
    }

    @Test
    void aFrameThatDribblesInTimesOut() throws IOException {
        gateway.close();
        gateway = new RunningGateway(RunningGateway.quick());
        try (var device = gateway.connect(1)) {
            device.ask(Fixtures.checkIn());
            device.sendBytes(ByteBuffer.allocate(5).putInt(1000).put((byte) 1).array());

            assertThat(device.endsQuietly()).isTrue();
        }
        awaitClosed(CloseReason.SLOW_FRAME);
    }

    @Test
    void whoSendsWithoutEndAndNeverReadsIsClosed() throws IOException {
        gateway.close();
        gateway = new RunningGateway(RunningGateway.quick());
        var heartbeats = new byte[64 * 1024];
        try (var device = gateway.connect(1)) {
            device.ask(Fixtures.checkIn());

            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    device.sendBytes(heartbeats);
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
        awaitClosed(CloseReason.SLOW_READER);
    }

    @Test
    void anOversizedFrameEndsTheConnectionBeforeItIsRead() throws IOException {
        try (var device = gateway.connect(1)) {
            device.ask(Fixtures.checkIn());
            device.sendBytes(ByteBuffer.allocate(4).putInt(64 * 1024 * 1024).array());

            assertThat(device.endsQuietly()).isTrue();
        }
        awaitClosed(CloseReason.MALFORMED);
        assertThat(
                        gateway.meters
                                .counter("rollcall.gateway.malformed", "reason", "too-large")
                                .count())
                .isEqualTo(1);
    }

    @Test
    void survivesAMillionRandomBytes() throws IOException {
        var noise = new byte[1_000_000];
        new Random(7).nextBytes(noise);
        try (var device = gateway.connect(1)) {
            device.sendBytes(noise);
            assertThat(device.endsQuietly()).isTrue();
        } catch (IOException e) {
            // the server closed while we were still talking
        }
        try (var raw = new Socket("127.0.0.1", gateway.port())) {
            raw.getOutputStream().write(noise, 0, 10_000);
            assertThat(raw.getInputStream().readAllBytes()).hasSizeLessThan(100);
        } catch (IOException e) {
            // reset
        }
        try (var device = gateway.connect(2)) {
            assertThat(device.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
        }
        awaitClosed(CloseReason.MALFORMED);
        awaitClosed(CloseReason.TLS_FAILED);
    }

    @Test
    void framesMayArriveByteByByteAndManyAtOnce() throws IOException {
        var frame = MessageCodec.encode(Lane.CONTROL, 1, Fixtures.checkIn());
        try (var device = gateway.connect(1)) {
            for (byte b : frame) {
                device.sendBytes(new byte[] {b});
            }
            assertThat(device.next()).isInstanceOf(CheckInReply.class);
            var three = new byte[3 * frame.length];
            Arrays.setAll(
                    new Byte[3],
                    i -> {
                        System.arraycopy(frame, 0, three, i * frame.length, frame.length);
                        return (byte) 0;
                    });
            device.sendBytes(three);
            for (int i = 0; i < 3; i++) {
                assertThat(device.next()).isInstanceOf(CheckInReply.class);
            }
        }
    }

    @Test
    void controlIsNotStuckBehindBulk() throws IOException {
        var bulk = new CompletableFuture<ServerMessage>();
        Answers answers =
                (device, session, message) ->
                        message instanceof Sections
                                ? bulk
                                : CompletableFuture.completedFuture(Fixtures.reply("c"));
        try (var slow = new RunningGateway(RunningGateway.patient(), answers);
                var device = slow.connect(1)) {
            device.ask(Fixtures.checkIn());
            device.send(Lane.BULK, new Sections(List.of()));

            assertThat(device.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
            bulk.complete(Received.nothingWanted());
            assertThat(device.next()).isInstanceOf(Received.class);
        }
    }

    @Test
    void stoppingTellsEveryoneToComeBackLater() throws IOException {
        try (var device = gateway.connect(1)) {
            device.ask(Fixtures.checkIn());
            gateway.close();

            var refused = (Refused) device.next();
            assertThat(refused.code()).isEqualTo("shutting-down");
            assertThat(refused.retryAfter()).isPresent();
            assertThat(device.endsQuietly()).isTrue();
        }
    }
}
