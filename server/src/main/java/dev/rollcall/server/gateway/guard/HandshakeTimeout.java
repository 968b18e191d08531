package dev.rollcall.server.gateway.guard;

import dev.rollcall.server.gateway.frame.Alarm;
import dev.rollcall.server.gateway.frame.CloseReason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.time.Duration;

/** Ends a connection whose TLS handshake takes too long; leaves the pipeline when it is done. */
public final class HandshakeTimeout extends ChannelInboundHandlerAdapter {

    private final Alarm alarm;

    public HandshakeTimeout(Duration limit) {
        this.alarm = new Alarm(limit, CloseReason.HANDSHAKE_TIMEOUT);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        alarm.set(ctx);
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
        alarm.stop();
    }
}
