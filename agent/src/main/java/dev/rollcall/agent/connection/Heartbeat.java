package dev.rollcall.agent.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;

/** Sends an empty frame when we have long been silent, and gives up on a server that has been. */
final class Heartbeat extends ChannelInboundHandlerAdapter {

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
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
