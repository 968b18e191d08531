package dev.rollcall.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.FrameFormat;
import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.MalformedFrameException;
import dev.rollcall.common.protocol.MessageCodec;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.common.protocol.ServerMessage;
import dev.rollcall.common.protocol.Unsupported;
import dev.rollcall.server.gateway.frame.CloseReason;
import dev.rollcall.server.gateway.frame.GatewayMeters;
import dev.rollcall.server.gateway.guard.PeerCertificate;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.testing.TestCa;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ConversationPipelineTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Sessions sessions = new Sessions(1000);
    private final CompletableFuture<Identified> identified = new CompletableFuture<>();
    private final Queue<CompletableFuture<ServerMessage>> asked = new ArrayDeque<>();
    private final GatewayConfig config = RunningGateway.quick();
    private EmbeddedChannel channel;
    private int correlation;

    @BeforeEach
    void connect() throws CertificateEncodingException {
        var ca = new TestCa("Root", Instant.now());
        var rooms =
                new GatewayRooms(
                        leaf -> identified,
                        (device, session, message) -> {
                            var answer = new CompletableFuture<ServerMessage>();
                            asked.add(answer);
                            return answer;
                        },
                        session -> {},
                        InstantSource.fixed(Fixtures.NOW));
        var pipeline =
                new GatewayPipeline(
                        config,
                        RunningGateway.tls(ca).context(SslProvider.JDK),
                        rooms,
                        sessions,
                        new GatewayMeters(registry));
        channel = new EmbeddedChannel();
        channel.freezeTime();
        pipeline.addConversation(channel.pipeline());
        var leaf = ca.device(RunningGateway.identity(1));
        channel.pipeline()
                .fireUserEventTriggered(
                        new PeerCertificate(Bytes.copyOf(leaf.certificate().getEncoded())));
    }

    private void admit() {
        identified.complete(new Identified.Known(Fixtures.device(1)));
        channel.runPendingTasks();
    }

    private void greet() {
        admit();
        say(Lane.CONTROL);
        answer(Fixtures.reply("c"));
        assertThat(heard()).isInstanceOf(CheckInReply.class);
    }

    private void say(Lane lane) {
        channel.writeInbound(
                Unpooled.wrappedBuffer(
                        lane == Lane.CONTROL
                                ? MessageCodec.encode(lane, ++correlation, Fixtures.checkIn())
                                : MessageCodec.encode(
                                        lane, ++correlation, new Sections(List.of()))));
    }

    private void sayBytes(byte[] bytes) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    }

    private void answer(ServerMessage message) {
        asked.remove().complete(message);
        channel.runPendingTasks();
    }

    private ServerMessage heard() {
        ByteBuf out = channel.readOutbound();
        var frame = ByteBufUtil.getBytes(out);
        out.release();
        try {
            return MessageCodec.serverMessage(
                    FrameFormat.read(Arrays.copyOfRange(frame, 4, frame.length)));
        } catch (MalformedFrameException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As a full outbound buffer makes it. */
    private void writable(boolean writable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
        channel.runPendingTasks();
    }

    private double malformed(String reason) {
        return registry.counter("rollcall.gateway.malformed", "reason", reason).count();
    }

    private double closed(CloseReason reason) {
        return registry.counter("rollcall.gateway.closed", "reason", reason.word()).count();
    }

    private static byte[] frame(int version, int encoding, int lane, byte[] payload) {
        return ByteBuffer.allocate(11 + payload.length)
                .putInt(7 + payload.length)
                .put((byte) version)
                .put((byte) encoding)
                .put((byte) lane)
                .putInt(1)
                .put(payload)
                .array();
    }

    private static byte[] json(String text) {
        return frame(1, 0, 0, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatArrivesBeforeTheIdentityIsKnownWaits() {
        say(Lane.CONTROL);
        assertThat(asked).isEmpty();
        assertThat(channel.config().isAutoRead()).isFalse();

        admit();

        assertThat(asked).hasSize(1);
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(channel.pipeline().get("identity-barrier")).isNull();
        assertThat(channel.pipeline().get("first-message-timeout")).isNull();
    }

    @Test
    void whoCannotBeLookedUpIsToldToComeBackLater() {
        identified.completeExceptionally(new IllegalStateException("the database is away"));
        channel.runPendingTasks();
        say(Lane.CONTROL);

        assertThat(((Refused) heard()).reaction()).isEqualTo(Refused.Reaction.RETRY_LATER);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void oneRequestAtATimeInEachLane() {
        greet();
        say(Lane.CONTROL);
        say(Lane.CONTROL);
        say(Lane.BULK);

        assertThat(asked).hasSize(2);
        assertThat(channel.config().isAutoRead()).isFalse();
        answer(Fixtures.reply("first"));
        assertThat(((CheckInReply) heard()).continuation()).isEqualTo("first");
        assertThat(channel.config().isAutoRead()).isTrue();
        answer(Received.nothingWanted());
        assertThat(heard()).isEqualTo(Received.nothingWanted());
        answer(Fixtures.reply("second"));
        assertThat(((CheckInReply) heard()).continuation()).isEqualTo("second");
    }

    @Test
    void whoFloodsALaneIsClosed() {
        greet();
        for (int i = 0; i < 10; i++) {
            say(Lane.CONTROL);
        }

        assertThat(closed(CloseReason.FLOODING)).isEqualTo(1);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aMessageOfTheFutureIsAnsweredCountedAndHarmless() {
        greet();
        sayBytes(json("{\"type\":\"telepathy\",\"range\":[1,2,3]}"));

        assertThat(heard()).isEqualTo(new Unsupported("telepathy"));
        assertThat(registry.counter("rollcall.gateway.unknown.messages").count()).isEqualTo(1);
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void aProblemBecomesARefusalThatCloses() {
        greet();
        say(Lane.BULK);
        asked.remove()
                .completeExceptionally(
                        new Problem(ProblemCode.NOT_WANTED, "nobody asked\nfor this"));
        channel.runPendingTasks();

        var refused = (Refused) heard();
        assertThat(refused.code()).isEqualTo("not-wanted");
        assertThat(refused.message()).isEqualTo("nobody asked for this");
        assertThat(registry.counter("rollcall.gateway.refused", "code", "not-wanted").count())
                .isEqualTo(1);
        assertThat(channel.isActive()).isFalse();
        assertThat(closed(CloseReason.REFUSED)).isEqualTo(1);
    }

    @Test
    void aFaultSaysNothingOfItsCauseButWhereItStandsInTheLog() {
        greet();
        say(Lane.CONTROL);
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        var logger = (Logger) LoggerFactory.getLogger(SessionHandler.class);
        logger.addAppender(log);
        asked.remove().completeExceptionally(new IllegalStateException("secret table"));
        channel.runPendingTasks();
        logger.detachAppender(log);

        var refused = (Refused) heard();
        assertThat(refused.code()).isEqualTo("internal");
        assertThat(refused.message()).doesNotContain("secret");
        var reference = refused.message().replaceFirst(".*Reference: ", "");
        assertThat(reference).isEqualTo(channel.id().asShortText() + "-" + correlation);
        assertThat(log.list)
                .anySatisfy(event ->
                        assertThat(event.getFormattedMessage()).endsWith("reference=" + reference));
    }

    @Test
    void anAnswerThatComesAfterTheEndGoesNowhere() {
        greet();
        say(Lane.CONTROL);
        channel.close();
        answer(Fixtures.reply("late"));

        assertThat(channel.<Object>readOutbound()).isNull();
        assertThat(sessions.count()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "unknown-version,  2, 0, 0",
        "unknown-encoding, 1, 7, 0",
        "unknown-lane, 1, 0, 9",
        "bad-deflate,      1, 1, 0",
        "not-a-message,    1, 0, 0"
    })
    void aFrameThatIsNotOursEndsTheSessionAndIsCounted(
            String reason, int version, int encoding, int lane) {
        greet();
        sayBytes(frame(version, encoding, lane, new byte[] {1, 2, 3}));

        assertThat(malformed(reason)).isEqualTo(1);
        assertThat(closed(CloseReason.MALFORMED)).isEqualTo(1);
        assertThat(channel.isActive()).isFalse();
        assertThat(sessions.count()).isZero();
    }

    @Test
    void aTruncatedFrameIsCounted() {
        greet();
        sayBytes(ByteBuffer.allocate(7).putInt(3).put(new byte[3]).array());

        assertThat(malformed("truncated")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"check-in\",\"bootId\":\"a\",\"bootId\":\"b\"}",
                "{\"type\":\"check-in\"}",
                "{\"type\":\"check-in\",\"bootId\":\"\"}",
                "{\"type\":\"check-in\",\"bootId\":7}",
                "{\"type\":\"check-in\",\"bootId\":\"a\"} trailing",
                "[]"
            })
    void jsonThatIsNoMessageEndsTheSession(String json) {
        greet();
        sayBytes(json(json));

        assertThat(malformed("not-a-message")).isEqualTo(1);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void deepNestingEndsTheSession() {
        greet();
        sayBytes(json("{\"type\":\"x\",\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}"));
        assertThat(malformed("not-a-message")).isEqualTo(1);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void bytesThatAreNoUtf8EndTheSession() {
        greet();
        sayBytes(
                frame(
                        1,
                        0,
                        0,
                        "{\"type\":\"check-in\",\"bootId\":\"\u00ff\"}"
                                .getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(malformed("not-a-message")).isEqualTo(1);
    }

    @Test
    void aDeflateBombIsStoppedWhileInflating() throws IOException {
        greet();
        var bomb = new ByteArrayOutputStream();
        try (var deflate = new DeflaterOutputStream(bomb)) {
            var zeros = new byte[1024 * 1024];
            for (int i = 0; i < 200; i++) {
                deflate.write(zeros);
            }
        }
        sayBytes(frame(1, 1, 0, bomb.toByteArray()));

        assertThat(malformed("inflates-too-far")).isEqualTo(1);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void afterABadFrameNothingMoreIsRead() {
        greet();
        var bad = frame(2, 0, 0, new byte[0]);
        var good = MessageCodec.encode(Lane.CONTROL, 9, Fixtures.checkIn());
        sayBytes(ByteBuffer.allocate(bad.length + good.length).put(bad).put(good).array());

        assertThat(asked).isEmpty();
    }

    @Test
    void threeMissedHeartbeatsEndTheSessionAndHeartbeatsKeepIt() {
        greet();
        var almost = config.idleTimeout().minusMillis(100);
        for (int i = 0; i < 3; i++) {
            channel.advanceTimeBy(almost.toNanos(), TimeUnit.NANOSECONDS);
            channel.runScheduledPendingTasks();
            sayBytes(new byte[4]);
            ByteBuf echo = channel.readOutbound();
            assertThat(echo.readInt()).isZero();
            echo.release();
        }
        assertThat(channel.isActive()).isTrue();

        channel.advanceTimeBy(config.idleTimeout().toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();

        assertThat(closed(CloseReason.IDLE)).isEqualTo(1);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void heartbeatsAloneAreNoFirstMessage() {
        admit();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        sayBytes(new byte[4]);
        channel.advanceTimeBy(config.firstMessageTimeout().toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();

        assertThat(closed(CloseReason.FIRST_MESSAGE_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void whoDoesNotReadIsNotReadAndGetsNoMoreEchoes() {
        greet();
        writable(false);
        sayBytes(new byte[4]);
        say(Lane.CONTROL);

        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(channel.<Object>readOutbound()).isNull();
        assertThat(asked).isEmpty();

        writable(true);

        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(asked).hasSize(1);
        channel.advanceTimeBy(config.frameTimeout().toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void whoGoesOnNotReadingIsClosed() {
        greet();
        writable(false);
        channel.advanceTimeBy(config.frameTimeout().toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();

        assertThat(closed(CloseReason.SLOW_READER)).isEqualTo(1);
        assertThat(channel.isActive()).isFalse();
        assertThat(sessions.count()).isZero();
    }

    @Test
    void requestsThatWaitKeepAConnectionUnreadWhenItsPeerReadsAgain() {
        greet();
        say(Lane.CONTROL);
        say(Lane.CONTROL);
        writable(false);
        writable(true);

        assertThat(channel.config().isAutoRead()).isFalse();
        answer(Fixtures.reply("first"));
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void anIdleConnectionHoldsNoBuffer() {
        greet();
        var frame = MessageCodec.encode(Lane.CONTROL, 5, Fixtures.checkIn());
        var received = Unpooled.wrappedBuffer(frame);
        channel.writeInbound(received);

        assertThat(received.refCnt()).isZero();
    }

    @Test
    void aLastWordThatNobodyReadsDoesNotKeepTheConnection() {
        greet();
        sessions.end(Fixtures.device(1).enrollment(), ProblemCode.DEVICE_REVOKED);
        channel.runPendingTasks();

        assertThat(((Refused) heard()).code()).isEqualTo("device-revoked");
        assertThat(channel.isActive()).isFalse();
        assertThat(closed(CloseReason.ENROLLMENT_ENDED)).isEqualTo(1);
    }
}
