package dev.rollcall.server.gateway;

import dev.rollcall.server.gateway.ReadGate.Hold;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads nothing from a peer that does not take what was sent to it, since every answer would stay
 * in memory, and ends a connection where that goes on.
 */
final class SlowReader extends ChannelInboundHandlerAdapter {

    private final ReadGate gate;
    private final Duration limit;
    private @Nullable Future<?> alarm;

    SlowReader(ReadGate gate, Duration limit) {
        this.gate = gate;
        this.limit = limit;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            stopAlarm();
            gate.release(ctx.channel(), Hold.PEER_DOES_NOT_READ);
        } else {
            gate.hold(ctx.channel(), Hold.PEER_DOES_NOT_READ);
            startAlarm(ctx);
        }
        ctx.fireChannelWritabilityChanged();
    }

    private void startAlarm(ChannelHandlerContext ctx) {
        if (alarm == null) {
            alarm =
                    ctx.executor()
                            .schedule(
                                    () ->
                                            ctx.pipeline()
                                                    .fireUserEventTriggered(
                                                            EndSession.because(
                                                                    CloseReason.SLOW_READER)),
                                    limit.toNanos(),
                                    TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopAlarm();
    }

    private void stopAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }
}
