package dev.rollcall.agent.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Sends an empty frame when we have long been silent, and gives up on a server that has been. The
 * interval may change during a session.
 */
final class Heartbeat extends ChannelInboundHandlerAdapter {

    static final String IDLE = "idle";

    private final Duration grace;

    Heartbeat(Duration grace) {
        this.grace = grace;
    }

    /** The handler before this one, which tells it of silence. */
    IdleStateHandler idle(Duration interval) {
        return new IdleStateHandler(
                interval.plus(grace).toMillis(), interval.toMillis(), 0, TimeUnit.MILLISECONDS);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof HeartbeatEvery(var interval)) {
            ctx.pipeline().replace(IDLE, IDLE, idle(interval));
            return;
        }
        if (!(event instanceof IdleStateEvent idle)) {
            super.userEventTriggered(ctx, event);
            return;
        }
        if (idle.state() == IdleState.READER_IDLE) {
            ctx.fireUserEventTriggered(
                    new Closed(CloseReason.SERVER_SILENT, "the server echoes no heartbeat"));
        } else {
            var _ = ctx.writeAndFlush(ctx.alloc().buffer(Integer.BYTES).writeInt(0));
        }
    }
}
