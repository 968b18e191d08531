package dev.rollcall.server.gateway;

import dev.rollcall.common.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Cuts the stream into frames of at most 1 MiB and ends a connection that dribbles one. */
final class FrameDecoder extends LengthFieldBasedFrameDecoder {

    private static final int LENGTH_FIELD = Integer.BYTES;

    private final Duration limit;
    private @Nullable Future<?> alarm;

    FrameDecoder(Duration limit) {
        super(LENGTH_FIELD + Frame.MAX_LENGTH, 0, LENGTH_FIELD, 0, LENGTH_FIELD);
        this.limit = limit;
    }

    @Override
    protected @Nullable Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
        var frame = super.decode(ctx, in);
        if (frame != null) {
            stopAlarm();
        } else if (alarm == null) {
            alarm =
                    ctx.executor()
                            .schedule(
                                    () ->
                                            ctx.pipeline()
                                                    .fireUserEventTriggered(
                                                            EndSession.because(
                                                                    CloseReason.SLOW_FRAME)),
                                    limit.toNanos(),
                                    TimeUnit.NANOSECONDS);
        }
        return frame;
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        stopAlarm();
    }

    private void stopAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }
}
