package dev.rollcall.server.gateway.frame;

import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.MessageCodec;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/** Writes messages as frames. */
@Sharable
public final class MessageEncoder extends ChannelOutboundHandlerAdapter {

    private static final int NOBODY_ASKED = 0;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof Outgoing outgoing) {
            var _ = ctx.write(Unpooled.wrappedBuffer(encode(outgoing)), promise);
        } else {
            var _ = ctx.write(message, promise);
        }
    }

    private static byte[] encode(Outgoing outgoing) {
        return switch (outgoing) {
            case Outgoing.Reply(var lane, var correlation, var message) ->
                    MessageCodec.encode(lane, correlation, message);
            case Outgoing.Unasked(var message) ->
                    MessageCodec.encode(Lane.CONTROL, NOBODY_ASKED, message);
        };
    }
}
