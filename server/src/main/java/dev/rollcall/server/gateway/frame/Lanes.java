package dev.rollcall.server.gateway.frame;

import dev.rollcall.common.protocol.Lane;
import dev.rollcall.server.gateway.frame.ReadGate.Hold;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request at a time in each lane: the next goes on when the reply was written and the peer
 * takes what is sent. A few may wait, during which nothing is read; more than a few is no agent of
 * ours.
 */
public final class Lanes extends ChannelDuplexHandler {

    private static final int MOST_WAITING = 8;

    private final ReadGate gate;
    private final Set<Lane> busy = EnumSet.noneOf(Lane.class);
    private @Nullable ArrayDeque<Request> waiting;

    public Lanes(ReadGate gate) {
        this.gate = gate;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var request = (Request) message;
        if (ctx.channel().isWritable() && busy.add(request.lane())) {
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
        gate.hold(ctx.channel(), Hold.REQUESTS_WAIT);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        var _ = ctx.write(message, promise);
        if (message instanceof Outgoing.Reply reply) {
            busy.remove(reply.lane());
            goOn(ctx);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        goOn(ctx);
        ctx.fireChannelWritabilityChanged();
    }

    private void goOn(ChannelHandlerContext ctx) {
        for (var next = next(ctx); next.isPresent(); next = next(ctx)) {
            ctx.fireChannelRead(next.get());
        }
    }

    /** The first that waits for a lane which is free, and has it now. */
    private Optional<Request> next(ChannelHandlerContext ctx) {
        var queue = waiting;
        if (queue == null || !ctx.channel().isWritable()) {
            return Optional.empty();
        }
        var next = queue.stream().filter(request -> !busy.contains(request.lane())).findFirst();
        next.ifPresent(request -> {
            busy.add(request.lane());
            queue.remove(request);
        });
        if (queue.isEmpty()) {
            waiting = null;
            gate.release(ctx.channel(), Hold.REQUESTS_WAIT);
        }
        return next;
    }
}
