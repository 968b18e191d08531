package dev.rollcall.server.gateway.guard;

import dev.rollcall.server.gateway.frame.CloseReason;
import dev.rollcall.server.gateway.frame.EndSession;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a session from which no whole frame came for three heartbeats. A frame only moves a mark;
 * the alarm looks at it when it rings.
 */
public final class IdleTimeout extends ChannelInboundHandlerAdapter {

    private final long limit;
    private long lastFrame;
    private @Nullable Future<?> alarm;

    public IdleTimeout(Duration limit) {
        this.limit = limit.toNanos();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        lastFrame = ctx.executor().ticker().nanoTime();
        ringIn(ctx, limit);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        lastFrame = ctx.executor().ticker().nanoTime();
        ctx.fireChannelRead(frame);
    }

    private void ringIn(ChannelHandlerContext ctx, long nanos) {
        alarm = ctx.executor().schedule(() -> look(ctx), nanos, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext ctx) {
        long idle = ctx.executor().ticker().nanoTime() - lastFrame;
        if (idle >= limit) {
            ctx.pipeline().fireUserEventTriggered(EndSession.because(CloseReason.IDLE));
        } else {
            ringIn(ctx, limit - idle);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (alarm != null) {
            alarm.cancel(false);
        }
    }
}
