package dev.rollcall.agent.connection;

import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.MessageCodec;
import dev.rollcall.common.protocol.ServerMessage;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Keeps one request in flight per lane, and brings each reply to whoever asked. */
final class Lanes extends ChannelDuplexHandler {

    private record InFlight(
            int correlation, CompletableFuture<ServerMessage> reply, ScheduledFuture<?> timeout) {}

    private final Duration patience;
    private final Consumer<ServerMessage> unasked;
    private final Map<Lane, InFlight> inFlight = new EnumMap<>(Lane.class);
    private int lastCorrelation;

    Lanes(Duration patience, Consumer<ServerMessage> unasked) {
        this.patience = patience;
        this.unasked = unasked;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise written)
            throws Exception {
        if (!(message instanceof Request request)) {
            super.write(ctx, message, written);
            return;
        }
        if (inFlight.containsKey(request.lane())) {
            var busy = new IllegalStateException("a request is in flight on " + request.lane());
            request.reply().completeExceptionally(busy);
            written.setFailure(busy);
            return;
        }
        int correlation = nextCorrelation();
        var frame = MessageCodec.encode(request.lane(), correlation, request.message());
        var timeout =
                ctx.executor()
                        .schedule(
                                () -> giveUp(ctx, request),
                                patience.toMillis(),
                                TimeUnit.MILLISECONDS);
        inFlight.put(request.lane(), new InFlight(correlation, request.reply(), timeout));
        var _ = ctx.write(Unpooled.wrappedBuffer(frame), written);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (!(message instanceof Incoming incoming)) {
            super.channelRead(ctx, message);
            return;
        }
        if (incoming.correlation() == 0) {
            unasked.accept(incoming.message());
            return;
        }
        var asked = inFlight.get(incoming.lane());
        if (asked == null || asked.correlation() != incoming.correlation()) {
            ctx.fireUserEventTriggered(
                    new Closed(CloseReason.MALFORMED, "the server answers what nobody asked"));
            return;
        }
        inFlight.remove(incoming.lane());
        asked.timeout().cancel(false);
        asked.reply().complete(incoming.message());
    }

    /** Ends what is still waiting; called once, when the session has ended. */
    void fail(Closed closed) {
        inFlight.values()
                .forEach(asked -> {
                    asked.timeout().cancel(false);
                    asked.reply().completeExceptionally(new SessionEndedException(closed));
                });
        inFlight.clear();
    }

    private static void giveUp(ChannelHandlerContext ctx, Request request) {
        ctx.fireUserEventTriggered(
                new Closed(
                        CloseReason.REPLY_TIMEOUT, "no answer on the " + request.lane() + " lane"));
    }

    /** 0 is kept for what nobody asked for. */
    private int nextCorrelation() {
        lastCorrelation = lastCorrelation == -1 ? 1 : lastCorrelation + 1;
        return lastCorrelation;
    }
}
