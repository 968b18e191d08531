package dev.rollcall.server.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;

/** Ends a connection that never says anything; leaves the pipeline at its first whole message. */
final class FirstMessageTimeout extends ChannelInboundHandlerAdapter {

    private final Alarm alarm;

    FirstMessageTimeout(Duration limit) {
        this.alarm = new Alarm(limit, CloseReason.FIRST_MESSAGE_TIMEOUT);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        alarm.set(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ctx.pipeline().remove(this);
        ctx.fireChannelRead(message);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        alarm.stop();
    }
}
