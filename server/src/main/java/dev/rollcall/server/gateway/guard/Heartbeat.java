package dev.rollcall.server.gateway.guard;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Echoes the empty frame, unless more than enough is on its way already: then what the peer has not
 * read yet tells it the same.
 */
@Sharable
public final class Heartbeat extends ChannelInboundHandlerAdapter {

    private static final int EMPTY_FRAME = 0;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf frame && !frame.isReadable()) {
            frame.release();
            if (ctx.channel().isWritable()) {
                var _ =
                        ctx.writeAndFlush(
                                ctx.alloc().buffer(Integer.BYTES).writeInt(EMPTY_FRAME),
                                ctx.voidPromise());
            }
        } else {
            ctx.fireChannelRead(message);
        }
    }
}
