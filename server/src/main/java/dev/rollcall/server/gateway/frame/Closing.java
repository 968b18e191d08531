package dev.rollcall.server.gateway.frame;

import dev.rollcall.common.protocol.MalformedFrameException.Reason;
import dev.rollcall.common.protocol.Refused;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last handler and the only place that closes: says the last word where there is one, closes,
 * and counts the reason. It knows ordinary network weather and keeps it at debug.
 */
public final class Closing extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);
    private static final Duration LAST_WORD = Duration.ofSeconds(5);

    private final GatewayMeters meters;
    private @Nullable CloseReason reason;

    public Closing(GatewayMeters meters) {
        this.meters = meters;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof EndSession wish) {
            end(ctx, wish);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable fault) {
        // through the whole pipeline, so that the session learns that it is over
        ctx.pipeline().fireUserEventTriggered(EndSession.because(reasonOf(fault)));
    }

    private CloseReason reasonOf(Throwable fault) {
        if (fault instanceof TooLongFrameException) {
            meters.malformed(Reason.TOO_LARGE);
            return CloseReason.MALFORMED;
        }
        if (fault instanceof SSLException
                || (fault instanceof DecoderException
                        && fault.getCause() instanceof SSLException)) {
            return CloseReason.TLS_FAILED;
        }
        if (fault instanceof IOException) {
            return CloseReason.NETWORK;
        }
        if (reason == null) {
            LOG.error("a connection failed", fault);
        }
        return CloseReason.FAULT;
    }

    private void end(ChannelHandlerContext ctx, EndSession wish) {
        if (reason != null) {
            return;
        }
        reason = wish.reason();
        LOG.debug("connection ends reason={} channel={}", reason.word(), ctx.channel().id());
        if (wish.lastWord().isPresent()) {
            count(wish.lastWord().get());
            say(ctx, wish.lastWord().get());
        } else {
            var _ = ctx.close();
        }
    }

    private void count(Outgoing lastWord) {
        if (lastWord.message() instanceof Refused refused) {
            meters.refused(refused.code());
        }
    }

    private static void say(ChannelHandlerContext ctx, Outgoing lastWord) {
        var _ = ctx.writeAndFlush(lastWord).addListener(ChannelFutureListener.CLOSE);
        // a peer that does not read cannot keep the connection
        var _ =
                ctx.executor()
                        .schedule(
                                () -> {
                                    var _ = ctx.close();
                                },
                                LAST_WORD.toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        meters.closed(reason == null ? CloseReason.PEER_CLOSED : reason);
    }
}
