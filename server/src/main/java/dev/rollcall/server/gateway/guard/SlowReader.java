package dev.rollcall.server.gateway.guard;

import dev.rollcall.server.gateway.frame.Alarm;
import dev.rollcall.server.gateway.frame.CloseReason;
import dev.rollcall.server.gateway.frame.ReadGate;
import dev.rollcall.server.gateway.frame.ReadGate.Hold;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;

/**
 * Reads nothing from a peer that does not take what was sent to it, since every answer would stay
 * in memory, and ends a connection where that goes on.
 */
public final class SlowReader extends ChannelInboundHandlerAdapter {

    private final ReadGate gate;
    private final Alarm alarm;

    public SlowReader(ReadGate gate, Duration limit) {
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
