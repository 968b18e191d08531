package dev.rollcall.server.gateway;

import dev.rollcall.common.protocol.Lane;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request at a time in each lane: the next goes on when the reply was written. A few may wait,
 * during which nothing is read; more than a few is no agent of ours.
 */
final class Lanes extends ChannelDuplexHandler {

    private static final int MOST_WAITING = 8;

    private final Set<Lane> busy = EnumSet.noneOf(Lane.class);
    private @Nullable ArrayDeque<Request> waiting;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var request = (Request) message;
        if (busy.add(request.lane())) {
            ctx.fireChannelRead(request);
        } else {
            hold(ctx, request);
        }
    }

    private void hold(ChannelHandlerContext ctx, Request request) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(2);
        }
        if (waiting.size() >= MOST_WAITING) {
            ctx.fireUserEventTriggered(EndSession.because(CloseReason.FLOODING));
            return;
        }
        waiting.add(request);
        ctx.channel().config().setAutoRead(false);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        var _ = ctx.write(message, promise);
        if (message instanceof Outgoing.Reply reply) {
            busy.remove(reply.lane());
            next(ctx, reply.lane());
        }
    }

    private void next(ChannelHandlerContext ctx, Lane free) {
        if (waiting == null) {
            return;
        }
        var next = waiting.stream().filter(r -> r.lane() == free).findFirst();
        next.ifPresent(waiting::remove);
        if (waiting.isEmpty()) {
            waiting = null;
            ctx.channel().config().setAutoRead(true);
        }
        next.ifPresent(request -> {
            busy.add(free);
            ctx.fireChannelRead(request);
        });
    }
}
