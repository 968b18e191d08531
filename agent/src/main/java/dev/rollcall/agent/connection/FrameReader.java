package dev.rollcall.agent.connection;

import dev.rollcall.common.protocol.FrameFormat;
import dev.rollcall.common.protocol.MalformedFrameException;
import dev.rollcall.common.protocol.MessageCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/** Turns whole frames into messages; the echo of a heartbeat ends here, its arrival was all. */
final class FrameReader extends SimpleChannelInboundHandler<ByteBuf> {

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes)
            throws MalformedFrameException {
        if (!bytes.isReadable()) {
            return;
        }
        var frame = FrameFormat.read(ByteBufUtil.getBytes(bytes));
        ctx.fireChannelRead(
                new Incoming(frame.lane(), frame.correlation(), MessageCodec.serverMessage(frame)));
    }
}
