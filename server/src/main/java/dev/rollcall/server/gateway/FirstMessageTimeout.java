package dev.rollcall.server.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends a connection that never says anything; leaves the pipeline at its first whole message. */
final class FirstMessageTimeout extends ChannelInboundHandlerAdapter {

    private final Duration limit;
    private @Nullable Future<?> alarm;

    FirstMessageTimeout(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        alarm =
                ctx.executor()
                        .schedule(
                                () ->
                                        ctx.pipeline()
                                                .fireUserEventTriggered(
                                                        EndSession.because(
                                                                CloseReason.FIRST_MESSAGE_TIMEOUT)),
                                limit.toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ctx.pipeline().remove(this);
        ctx.fireChannelRead(message);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (alarm != null) {
            alarm.cancel(false);
        }
    }
}
