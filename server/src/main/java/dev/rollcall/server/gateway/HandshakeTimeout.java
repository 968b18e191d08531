package dev.rollcall.server.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends a connection whose TLS handshake takes too long; leaves the pipeline when it is done. */
final class HandshakeTimeout extends ChannelInboundHandlerAdapter {

    private final Duration limit;
    private @Nullable Future<?> alarm;

    HandshakeTimeout(Duration limit) {
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
                                                                CloseReason.HANDSHAKE_TIMEOUT)),
                                limit.toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent) {
            ctx.pipeline().remove(this);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (alarm != null) {
            alarm.cancel(false);
        }
    }
}
