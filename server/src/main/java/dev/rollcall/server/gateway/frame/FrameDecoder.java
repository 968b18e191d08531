package dev.rollcall.server.gateway.frame;

import dev.rollcall.common.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Cuts the stream into frames of at most 1 MiB and ends a connection that dribbles one. */
public final class FrameDecoder extends LengthFieldBasedFrameDecoder {

    private static final int LENGTH_FIELD = Integer.BYTES;

    private final Alarm alarm;

    public FrameDecoder(Duration limit) {
        super(LENGTH_FIELD + Frame.MAX_LENGTH, 0, LENGTH_FIELD, 0, LENGTH_FIELD);
        this.alarm = new Alarm(limit, CloseReason.SLOW_FRAME);
    }

    @Override
    protected @Nullable Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
        var frame = super.decode(ctx, in);
        if (frame != null) {
            alarm.stop();
        } else {
            alarm.set(ctx);
        }
        return frame;
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        alarm.stop();
    }
}
