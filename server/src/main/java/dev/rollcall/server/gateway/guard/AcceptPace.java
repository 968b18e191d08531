package dev.rollcall.server.gateway.guard;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Takes on only so many connections in each tenth of a second; the rest wait in the kernel. Belongs
 * to the listening channel.
 */
public final class AcceptPace extends ChannelInboundHandlerAdapter {

    private static final Duration WINDOW = Duration.ofMillis(100);

    private final int perWindow;
    private long windowEnds;
    private int accepted;

    public AcceptPace(int perSecond) {
        this.perWindow = Math.max(1, perSecond / (int) Duration.ofSeconds(1).dividedBy(WINDOW));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object connection) {
        long now = ctx.executor().ticker().nanoTime();
        if (now - windowEnds >= 0) {
            windowEnds = now + WINDOW.toNanos();
            accepted = 0;
        }
        if (++accepted >= perWindow && ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(false);
            var _ =
                    ctx.executor()
                            .schedule(
                                    () -> ctx.channel().config().setAutoRead(true),
                                    windowEnds - now,
                                    TimeUnit.NANOSECONDS);
        }
        ctx.fireChannelRead(connection);
    }
}
