package dev.rollcall.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.Frame;
import dev.rollcall.common.protocol.FrameFormat;
import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.MalformedFrameException;
import dev.rollcall.common.protocol.MessageCodec;
import dev.rollcall.common.protocol.Nudge;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.RenewalRequest;
import dev.rollcall.common.protocol.ServerMessage;
import dev.rollcall.common.protocol.Unsupported;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContextBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionPipelineTest {

    private static final AgentMessage ASKED = new RenewalRequest("csr");
    private static final ServerMessage ANSWER = Received.nothingWanted();

    private final List<ServerMessage> unasked = new ArrayList<>();
    private ConnectionPipeline pipeline;
    private EmbeddedChannel channel;

    @BeforeEach
    void open() throws Exception {
        pipeline =
                new ConnectionPipeline(
                        new Endpoint("localhost", 1),
                        SslContextBuilder.forClient().build(),
                        ConnectionOptions.defaults(),
                        unasked::add);
        channel = new EmbeddedChannel();
        channel.freezeTime();
        pipeline.addConversation(channel);
    }

    @Test
    void aReplyFindsItsRequestByLaneAndCorrelation() {
        var control = ask(Lane.CONTROL);
        var bulk = ask(Lane.BULK);
        var first = sent();
        var second = sent();

        receive(second.lane(), second.correlation(), ANSWER);
        assertThat(bulk).isCompletedWithValue(ANSWER);
        assertThat(control).isNotDone();
        receive(first.lane(), first.correlation(), new Unsupported("renewal-request"));
        assertThat(control).isCompletedWithValue(new Unsupported("renewal-request"));
        assertThat(second.correlation()).isNotEqualTo(first.correlation()).isNotZero();
    }

    @Test
    void aLaneThatIsBusyRefusesASecondRequest() {
        ask(Lane.CONTROL);
        var second = new CompletableFuture<ServerMessage>();
        channel.writeOneOutbound(new Request(Lane.CONTROL, ASKED, second));

        assertThat(second).isCompletedExceptionally();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void whatNobodyAskedForIsPassedOn() {
        receive(Lane.CONTROL, 0, new Nudge("job"));

        assertThat(unasked).containsExactly(new Nudge("job"));
    }

    @Test
    void aReplyThatNobodyAskedForEndsTheSession() {
        receive(Lane.CONTROL, 77, ANSWER);

        assertThat(endedBy()).isEqualTo(CloseReason.MALFORMED);
    }

    @Test
    void aRequestWithoutAnAnswerEndsTheSession() {
        var asked = ask(Lane.CONTROL);
        pass(Duration.ofSeconds(61));

        assertThat(endedBy()).isEqualTo(CloseReason.REPLY_TIMEOUT);
        assertThat(asked).isCompletedExceptionally();
    }

    @Test
    void aHeartbeatIsSentAndItsEchoKeepsTheSession() {
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofSeconds(241));
            ByteBuf heartbeat = channel.readOutbound();
            assertThat(heartbeat.readInt()).isZero();
            assertThat(heartbeat.isReadable()).isFalse();
            channel.writeInbound(Unpooled.copyInt(0));
        }

        assertThat(channel.isOpen()).isTrue();
        assertThat(unasked).isEmpty();
    }

    @Test
    void theServerMayAskForAnotherIntervalWithinBounds() {
        channel.pipeline().fireUserEventTriggered(new HeartbeatEvery(Duration.ofSeconds(60)));
        pass(Duration.ofSeconds(59));
        assertThat(beats()).isZero();
        pass(Duration.ofSeconds(2));
        assertThat(beats()).isEqualTo(1);
        channel.writeInbound(Unpooled.copyInt(0));

        channel.pipeline().fireUserEventTriggered(new HeartbeatEvery(Duration.ofMillis(1)));
        pass(Duration.ofSeconds(9));
        assertThat(beats()).isZero();
        pass(Duration.ofSeconds(2));
        assertThat(beats()).isEqualTo(1);
        pass(Duration.ofSeconds(30));

        assertThat(endedBy()).isEqualTo(CloseReason.SERVER_SILENT);
        assertThat(new HeartbeatEvery(Duration.ofDays(30)).interval())
                .isEqualTo(Duration.ofHours(1));
    }

    private int beats() {
        int beats = 0;
        while (channel.readOutbound() instanceof ByteBuf beat) {
            assertThat(beat.readInt()).isZero();
            beats++;
        }
        return beats;
    }

    @Test
    void aServerThatEchoesNothingIsGivenUp() {
        pass(Duration.ofSeconds(241));
        assertThat(channel.isOpen()).isTrue();
        pass(Duration.ofSeconds(30));

        assertThat(endedBy()).isEqualTo(CloseReason.SERVER_SILENT);
    }

    @Test
    void aFrameInPiecesIsOneFrame() {
        for (byte piece : MessageCodec.encode(Lane.CONTROL, 0, new Nudge("policy"))) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {piece}));
        }

        assertThat(unasked).containsExactly(new Nudge("policy"));
    }

    @Test
    void bytesThatAreNoFrameEndTheSession() {
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 3, 1, 2, 3}));

        assertThat(endedBy()).isEqualTo(CloseReason.MALFORMED);
    }

    @Test
    void aFrameLargerThanAllowedEndsTheSessionBeforeItCame() {
        channel.writeInbound(Unpooled.copyInt(Frame.MAX_LENGTH + 1));

        assertThat(endedBy()).isEqualTo(CloseReason.MALFORMED);
    }

    @Test
    void whatIsInFlightFailsWhenTheServerLeaves() {
        var asked = ask(Lane.BULK);
        channel.close();

        assertThat(endedBy()).isEqualTo(CloseReason.PEER_CLOSED);
        assertThat(asked).isCompletedExceptionally();
    }

    private CompletableFuture<ServerMessage> ask(Lane lane) {
        var reply = new CompletableFuture<ServerMessage>();
        channel.writeOneOutbound(new Request(lane, ASKED, reply));
        channel.flushOutbound();
        return reply;
    }

    private Frame sent() {
        ByteBuf bytes = channel.readOutbound();
        var whole = ByteBufUtil.getBytes(bytes);
        try {
            return FrameFormat.read(Arrays.copyOfRange(whole, Integer.BYTES, whole.length));
        } catch (MalformedFrameException e) {
            throw new AssertionError(e);
        }
    }

    private void receive(Lane lane, int correlation, ServerMessage message) {
        channel.writeInbound(
                Unpooled.wrappedBuffer(MessageCodec.encode(lane, correlation, message)));
    }

    private void pass(Duration time) {
        channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
        channel.runScheduledPendingTasks();
    }

    private CloseReason endedBy() {
        assertThat(channel.isOpen()).isFalse();
        assertThat(pipeline.closed()).isCompleted();
        return pipeline.closed().join().reason();
    }
}
