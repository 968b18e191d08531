package dev.rollcall.server.gateway.guard;

import dev.rollcall.server.gateway.frame.Alarm;
import dev.rollcall.server.gateway.frame.CloseReason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;

/** Ends a connection that never says anything; leaves the pipeline at its first whole message. */
public final class FirstMessageTimeout extends ChannelInboundHandlerAdapter {

    private final Alarm alarm;

    public FirstMessageTimeout(Duration limit) {
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
