package dev.rollcall.server.gateway.frame;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends a connection when it rings. Belongs to one handler and its connection's event loop. */
public final class Alarm {

    private final Duration limit;
    private final CloseReason reason;
    private @Nullable Future<?> set;

    public Alarm(Duration limit, CloseReason reason) {
        this.limit = limit;
        this.reason = reason;
    }

    /** Set already, it rings when it would have. */
    public void set(ChannelHandlerContext ctx) {
        if (set == null) {
            set =
                    ctx.executor()
                            .schedule(
                                    () ->
                                            ctx.pipeline()
                                                    .fireUserEventTriggered(
                                                            EndSession.because(reason)),
                                    limit.toNanos(),
                                    TimeUnit.NANOSECONDS);
        }
    }

    public void stop() {
        if (set != null) {
            set.cancel(false);
            set = null;
        }
    }
}
