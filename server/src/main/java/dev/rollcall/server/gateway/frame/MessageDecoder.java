package dev.rollcall.server.gateway.frame;

import dev.rollcall.common.protocol.FrameFormat;
import dev.rollcall.common.protocol.MalformedFrameException;
import dev.rollcall.common.protocol.MessageCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/** Reads frames into requests; bytes that are none of ours end the connection. */
@Sharable
public final class MessageDecoder extends SimpleChannelInboundHandler<ByteBuf> {

    private final GatewayMeters meters;

    public MessageDecoder(GatewayMeters meters) {
        this.meters = meters;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
        try {
            var frame = FrameFormat.read(ByteBufUtil.getBytes(bytes));
            var message = MessageCodec.agentMessage(frame);
            ctx.fireChannelRead(new Request(frame.lane(), frame.correlation(), message));
        } catch (MalformedFrameException e) {
            meters.malformed(e.reason());
            ctx.fireUserEventTriggered(EndSession.because(CloseReason.MALFORMED));
        }
    }
}
