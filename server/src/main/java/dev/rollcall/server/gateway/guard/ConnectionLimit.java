package dev.rollcall.server.gateway.guard;

import dev.rollcall.server.gateway.frame.CloseReason;
import dev.rollcall.server.gateway.frame.EndSession;
import dev.rollcall.server.gateway.frame.GatewayMeters;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Counts connections and ends those past the limit before any cryptography is spent on them. */
@Sharable
public final class ConnectionLimit extends ChannelInboundHandlerAdapter {

    private final int most;
    private final GatewayMeters meters;

    public ConnectionLimit(int most, GatewayMeters meters) {
        this.most = most;
        this.meters = meters;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (meters.connected() > most) {
            ctx.pipeline()
                    .fireUserEventTriggered(EndSession.because(CloseReason.TOO_MANY_CONNECTIONS));
        } else {
            ctx.fireChannelActive();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        meters.disconnected();
        ctx.fireChannelInactive();
    }
}
