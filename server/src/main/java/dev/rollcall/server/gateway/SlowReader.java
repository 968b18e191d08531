package dev.rollcall.server.gateway;

import dev.rollcall.server.gateway.ReadGate.Hold;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;

/**
 * Reads nothing from a peer that does not take what was sent to it, since every answer would stay
 * in memory, and ends a connection where that goes on.
 */
final class SlowReader extends ChannelInboundHandlerAdapter {

    private final ReadGate gate;
    private final Alarm alarm;

    SlowReader(ReadGate gate, Duration limit) {
        this.gate = gate;
        this.alarm = new Alarm(limit, CloseReason.SLOW_READER);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            alarm.stop();
            gate.release(ctx.channel(), Hold.PEER_DOES_NOT_READ);
        } else {
            gate.hold(ctx.channel(), Hold.PEER_DOES_NOT_READ);
            alarm.set(ctx);
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        alarm.stop();
    }
}
